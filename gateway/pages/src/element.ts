type Child = Node | string | false | undefined;
type Properties = Record<string, string | boolean | undefined | ((event: Event) => void)>;

/** An element with attributes, listeners (functions, by the event's name) and children; text is never taken for markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  dress(element, properties, children);
  return element;
}

function dress(element: Element, properties: Properties, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== false && child !== undefined));
}

const SVG = 'http://www.w3.org/2000/svg';

/** Strokes on a field of 24 by 24; what they show is said in words beside it. */
export function icon(...paths: readonly string[]): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  dress(svg, { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'icon' }, []);
  for (const d of paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

export const ICONS = {
  valid: ['M4 12.5l5.5 5.5L20 6.5'],
  invalid: ['M6 6l12 12', 'M18 6L6 18'],
  'could-not-check': ['M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .6-1.5 1.2-1.5 2.3', 'M12 18.5v.01'],
  'not-applicable': ['M7 12h10'],
  camera: [
    'M3 8V5a2 2 0 0 1 2-2h3',
    'M16 3h3a2 2 0 0 1 2 2v3',
    'M21 16v3a2 2 0 0 1-2 2h-3',
    'M8 21H5a2 2 0 0 1-2-2v-3',
    'M8 8h3v3H8z',
    'M13 13h3v3h-3z',
  ],
  file: ['M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8z', 'M14 3v5h5'],
  link: [
    'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5',
    'M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5',
  ],
  number: ['M5 9h14', 'M5 15h14', 'M10 4L8 20', 'M16 4l-2 16'],
} as const;
