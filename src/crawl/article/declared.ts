/** The box that a page itself names as the body of its one article, by Schema.org, hAtom or the blog software. */
import { lengthOf, type Page, type PageElement } from './dom.js';

const BODIES = [
  '[itemprop~=articleBody]',
  '.entry-content',
  '.post-content',
  '.article-content',
  '.article-body',
  '.post-body',
  '.story-body',
  '.entry',
];
/** Shorter boxes are teasers and leftovers. */
const SHORTEST = 200;

/** `null` where no box is named, or several are: a page that lists articles. */
export function declaredBody(page: Page): PageElement | null {
  for (const selector of BODIES) {
    const boxes = [...page.querySelectorAll(selector)].filter((box) => lengthOf(box) >= SHORTEST);
    const [box] = boxes;
    if (box !== undefined) return boxes.every((other) => other === box || box.contains(other)) ? box : null;
  }
  return null;
}

/** How much of what `whole` says is said in `part` too: the share of its characters, block by block. */
export function coverage(part: string, whole: PageElement): number {
  const squeezed = part.replace(/\s+/g, '');
  let [all, covered] = [0, 0];
  for (const text of whole.textContent.split('\n')) {
    const line = text.replace(/\s+/g, '');
    all += line.length;
    if (squeezed.includes(line)) covered += line.length;
  }
  return all === 0 ? 1 : covered / all;
}
