/** Thrown by readers of bytes that are not exactly of the form that they should be. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}
