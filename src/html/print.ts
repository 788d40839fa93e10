/**
 * How the page looks on paper: A4, pages numbered, addresses written out, nothing folded away, no card over two pages.
 * Boxes keep a border, so that they are boxes without their colour too.
 */
export const PRINT = `
@media print {
  @page {
    size: A4; margin: 16mm 15mm 18mm;
    @bottom-left { content: "Voices heard in the places listened to. Not a poll."; font: 7.5pt system-ui, sans-serif; color: #545e6d; }
    @bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt system-ui, sans-serif; color: #545e6d; }
  }
  html { font-size: 9.2pt; }
  body { line-height: 1.45; }
  p, .lead, .first .lead { max-width: none; orphans: 3; widows: 3; }
  .first .lead { font-size: 1.2rem; }
  .sheet { max-width: none; padding: 0; }
  header { padding: 0 0 5mm; }
  nav, .skip { display: none; }
  main > section { padding: 6mm 0 2mm; }
  h2, h3, h4, h2 + p, summary, caption { break-after: avoid; }
  h2 + p, .card, .lanes li, tr, .plot, .map, .limits, .facts { break-inside: avoid; }
  .facts { grid-template-columns: repeat(5, 1fr); }
  .lanes { grid-template-columns: 1fr 1fr; }
  .limits, .weak, .named { border: 1px solid var(--note-line); border-left-width: .3rem; }

  .cards { display: block; margin: 3mm 0; }
  .card { columns: 2; column-gap: 8mm; background: none; border: 1px solid var(--strong-line); padding: 4mm 5mm 3mm; margin-bottom: 4mm; }
  .card h3, .card h3 + p { column-span: all; }
  .card h3 + p { margin-bottom: 2mm; }
  .card .head, .ours, .weak, .ranks, .where li, .quotes li { break-inside: avoid; }
  .card h4 { margin-top: 2.5mm; }
  .ranks { gap: 1mm 4mm; }
  /* The numbers are in the words above; on a page about one theme they are printed. */
  .card .measures { display: none; }
  .cards.one .card { break-inside: auto; }
  .cards.one .measures { display: block; }
  .card .unwritten p { display: block; color: transparent; height: 14mm; margin: 0; border-bottom: .5pt solid var(--strong-line); position: relative; }
  .unwritten p::after { content: ""; position: absolute; left: 0; right: 0; top: 7mm; border-bottom: .5pt solid var(--strong-line); }
  .unwritten code { display: none; }
  .where a, .places th a { text-decoration: none; }
  .where a::after, .places th a::after { content: " " attr(href); font-size: 7pt; font-weight: 400; color: var(--quiet); overflow-wrap: anywhere; }

  .scroll { overflow: visible; }
  table { font-size: 8pt; }
  th, td { padding: .4rem .6rem .4rem 0; }
  tbody tr:first-child { break-before: avoid; }
  tbody th { min-width: 14rem; }
  thead td, td.bar { display: none; }
  details::details-content { content-visibility: visible; display: block; }
  summary { color: inherit; list-style: none; font-weight: 600; }
  .plot svg, .plot .up { height: 45mm; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
