/** A text as a Mermaid label: signs that mean something there become their codes, and line ends spaces. Pure. */
export const label = (text: string): string => {
  const plain = [...text.replace(/\s+/g, ' ').trim()];
  const cut = plain.length > LABEL_LENGTH ? [...plain.slice(0, LABEL_LENGTH), '…'] : plain;
  return cut.map((sign) => (/[\p{Letter}\p{Number} .,:!?'/+*=_…·–-]/u.test(sign) ? sign : codeOf(sign))).join('');
};

const LABEL_LENGTH = 80;
const codeOf = (sign: string) => `#${sign.codePointAt(0)};`;

/** A node with text in a box, a diamond or a rounded box, in the colours of its class. */
export function node(id: string, lines: readonly string[], look: keyof typeof shapes, colours: string): string {
  const [open, close] = shapes[look];
  return `${id}${open}"${lines.map(label).join('<br/>')}"${close}:::${colours}`;
}

const shapes = { box: ['[', ']'], diamond: ['{', '}'], end: ['([', '])'] } as const;

/** An arrow, dashed for what may be left out. Words of which nothing can be seen are none: Mermaid takes no empty label. */
export function arrow(from: string, to: string, words: string | null, dashed = false): string {
  const text = label(words ?? '');
  return `${from} ${dashed ? '-.->' : '-->'}${text && `|"${text}"|`} ${to}`;
}
