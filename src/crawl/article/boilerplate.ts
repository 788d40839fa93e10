/**
 * What stands on the page of an article without being it: menus, boxes for sharing and subscribing, what others say
 * below it, pointers to other articles. Known by the roles and names that page builders and blog software give, in
 * whole words, and by blocks that are nothing but links; never by the names of sites.
 */
import { lengthOf, type Page, type PageElement } from './dom.js';

/** Whole words of a class or id, cut at dashes, underscores and capitals. */
const NAMES = new Set(
  (
    'addtoany advert advertisement ads breadcrumb breadcrumbs captcha comment commentlist commentform comments cookie cookies disqus ' +
    'donate footer jetpack likes login menu modal nav navbar navigation newsletter outbrain pager pagination paywall ' +
    'popup promo recirc recommendations recommended related relatedposts respond share sharebar sharedaddy sharing sidebar signup ' +
    'skip social sponsor subscribe subscription syndication taboola tagcloud tags toolbar trending widget'
  ).split(' '),
);
const ROLES = new Set(
  'alert banner complementary contentinfo dialog menu menubar navigation search toolbar'.split(' '),
);
const BOXES =
  'nav, aside, footer, header, form, div, section, ul, ol, dl, p, span, figure, table, article, li, h2, h3, h4';
const MAIN = 'article, main, h1, [itemprop~=articleBody], [role=main]';
/** A box that holds more of the page than this is not beside the article, whatever it is called. */
const MOST_OF_PAGE = 0.4;

/** Takes out of a page what is not its article. */
export function removeSurroundings(page: Page): void {
  const whole = lengthOf(page.body);
  for (const box of [...page.body.querySelectorAll(BOXES)]) {
    if (isBeside(box) && !holdsArticle(box, whole)) box.remove();
  }
}

function isBeside(box: PageElement): boolean {
  const role = box.getAttribute('role');
  if (box.localName === 'nav' || (role !== null && ROLES.has(role)) || box.getAttribute('aria-modal') === 'true')
    return true;
  return wordsOf(`${box.getAttribute('class') ?? ''} ${box.getAttribute('id') ?? ''}`).some((word) => NAMES.has(word));
}

function wordsOf(names: string): string[] {
  return names
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z]+/);
}

/** Comments may well outweigh the article; anything else that large is the article itself. */
function holdsArticle(box: PageElement, whole: number): boolean {
  if (box.localName === 'article' && isComment(box)) return false;
  if (box.localName === 'article' || box.querySelector(MAIN) !== null) return true;
  return !isComment(box) && lengthOf(box) > whole * MOST_OF_PAGE;
}

function isComment(box: PageElement): boolean {
  return /comment|disqus|respond/i.test(`${box.getAttribute('class') ?? ''} ${box.getAttribute('id') ?? ''}`);
}

const BLOCKS = 'p, ul, ol, dl, h2, h3, h4, h5, h6, div, section, aside, table, figcaption, blockquote';
/** A block this long says something, even when all of it is a link. */
const LONGEST_POINTER = 300;
/** An article may consist of links (a digest, a list of sources): then they stay. */
const MOST_POINTERS = 0.3;

/** Takes out of an article the blocks that only point elsewhere, and what was left at its ends. */
export function removePointers(article: PageElement): void {
  const whole = lengthOf(article);
  const pointers = [...article.querySelectorAll(BLOCKS)].filter((block) => isPointer(block));
  const outermost = pointers.filter((block) => !pointers.some((other) => other !== block && other.contains(block)));
  const lost = outermost.reduce((sum, block) => sum + lengthOf(block), 0);
  if (lost <= whole * MOST_POINTERS) for (const block of outermost) block.remove();
}

function isPointer(block: PageElement): boolean {
  if (block.localName === 'figcaption') return true;
  const length = lengthOf(block);
  if (length === 0) return false;
  const links = [...block.querySelectorAll('a')];
  const linked = links.reduce((sum, link) => sum + lengthOf(link), 0);
  const isList = /^(?:ul|ol|dl|table)$/.test(block.localName);
  if (isList) return links.length >= 3 && linked > length * 0.8;
  return length < LONGEST_POINTER && linked > length * 0.75;
}
