/** The fields of a protobuf message, by the names of their setters. */
type Fields<M> = {
  [K in keyof M as K extends `set${infer F}` ? Uncapitalize<F> : never]?: M[K] extends (value: infer V) => unknown
    ? V
    : never;
};

/** Fills an empty protobuf message and returns it. */
export function fill<M extends object>(empty: M, fields: Fields<M>): M {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const setter = `set${name[0]!.toUpperCase()}${name.slice(1)}` as keyof M;
    (empty[setter] as (value: unknown) => void)(value);
  }
  return empty;
}
