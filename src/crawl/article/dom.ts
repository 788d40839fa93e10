/** As much of the document tree as is used here; linkedom's own types would bring those of the browser with them. */
import { parseHTML } from 'linkedom';

export interface PageElement {
  localName: string;
  textContent: string;
  children: Iterable<PageElement>;
  firstElementChild: PageElement | null;
  lastElementChild: PageElement | null;
  parentElement: PageElement | null;
  innerHTML: string;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  contains(other: PageElement): boolean;
  remove(): void;
}

export interface Page extends PageElement {
  documentElement: PageElement;
  body: PageElement;
  title: string;
  toString(): string;
}

/** @param html bounded already, see `bounded.ts` */
export function documentOf(html: string): Page {
  return parseHTML(html).document as unknown as Page;
}

/** Characters that a reader sees, white space counted once. */
export function lengthOf(element: PageElement): number {
  return element.textContent.replace(/\s+/g, ' ').trim().length;
}
