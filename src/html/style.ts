/**
 * How the page looks on a screen: system fonts, two colour schemes. Colours of data are from the palette of Okabe and Ito
 * ("Color Universal Design", 2008), which people with any kind of colour vision can tell apart; text keeps a contrast of
 * at least 4.5 to 1 (WCAG 2.2, 1.4.3). Colour never carries a meaning alone.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --wash: #f5f6f8; --ink: #1a2230; --quiet: #545e6d; --line: #dde1e7; --strong-line: #b4bcc8;
  --accent: #005a8e; --posts: #56b4e9; --voices: #d55e00; --surge: #d55e00; --slow: #0072b2; --steady: #6b7482;
  --good: #009e73; --note: #fdf4e3; --note-line: #e69f00;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #151a21; --wash: #1d242d; --ink: #e8ebef; --quiet: #a7b0bd; --line: #313a46; --strong-line: #546070;
    --accent: #7cc4ef; --posts: #3a86b5; --voices: #f0a04b; --surge: #f0a04b; --slow: #56b4e9; --steady: #98a2b0;
    --good: #2fc49a; --note: #2a2417; --note-line: #e69f00;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
}
.sheet { max-width: 66rem; margin: 0 auto; padding: 0 1.5rem; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .6rem 1rem; background: var(--ink); color: var(--paper); z-index: 1; }
a { color: var(--accent); text-decoration-color: color-mix(in srgb, currentColor 40%, transparent); text-decoration-thickness: .07em; text-underline-offset: .2em; }
a:hover { text-decoration-color: currentColor; text-decoration-thickness: .12em; }
:focus-visible { outline: .18rem solid var(--voices); outline-offset: .15rem; border-radius: .1rem; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; letter-spacing: -.011em; }
h1 { font-size: clamp(1.9rem, 1.3rem + 2.6vw, 3rem); margin: 0 0 .6rem; font-weight: 700; letter-spacing: -.022em; }
h2 { font-size: 1.55rem; margin: 0 0 .35rem; }
h3 { font-size: 1.12rem; margin: 0; }
p { margin: 0 0 .9rem; max-width: 46rem; }
.quiet { color: var(--quiet); }
.small { font-size: .875rem; }
.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }

header { border-bottom: 1px solid var(--line); padding: 3.2rem 0 2rem; }
header .purpose { font-size: 1.15rem; color: var(--quiet); margin-bottom: 1.1rem; }
header .asof { margin: 0; font-size: .875rem; color: var(--quiet); }
.named { border-left: .3rem solid var(--note-line); background: var(--note); padding: .7rem 1rem; margin: 1.2rem 0 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.15rem; list-style: none; margin: 0; padding: .9rem 0; font-size: .9rem; }
nav { border-bottom: 1px solid var(--line); }
main > section { padding: 2rem 0 .6rem; }
.lead { font-size: 1.1rem; line-height: 1.6; max-width: 48rem; text-wrap: pretty; }
.first .lead { font-size: 1.28rem; line-height: 1.55; max-width: 52rem; }
.kicker { margin: 0 0 .3rem; font-size: .9rem; font-weight: 600; color: var(--quiet); }
.lead strong { font-weight: 650; }

.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0; margin: 1.8rem 0 0; border-top: 2px solid var(--ink); }
.facts div { padding: .8rem 1rem .9rem 0; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.facts dt { font-size: .9rem; color: var(--quiet); line-height: 1.35; }
.facts dd { margin: 0; font-size: 2.1rem; font-weight: 650; line-height: 1.15; font-variant-numeric: tabular-nums; letter-spacing: -.02em; }

.scroll { overflow-x: auto; margin: .8rem 0 1rem; max-width: 100%; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.4; }
caption { text-align: left; color: var(--quiet); font-size: .875rem; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem 1.1rem .5rem 0; border-bottom: 1px solid var(--line); }
th.num, td.num { text-align: right; }
th:last-child, td:last-child { padding-right: .3rem; }
td, tbody th { overflow-wrap: break-word; min-width: 3.4rem; }
thead th { font-size: .8rem; font-weight: 600; color: var(--quiet); border-bottom: 1px solid var(--strong-line); vertical-align: bottom; overflow-wrap: normal; }
thead th.num { white-space: normal; }
tbody th .small { font-weight: 400; }
tbody th { font-weight: 600; min-width: 13rem; }
td.date { white-space: nowrap; }
td.bar { width: 17%; min-width: 6rem; }
td.bar svg { display: block; width: 100%; height: .8rem; margin-top: .28rem; }
details { margin: .6rem 0 1rem; }
figure details table { max-width: 32rem; margin-top: .6rem; }
summary { cursor: pointer; color: var(--accent); font-size: .9rem; padding: .2rem 0; width: fit-content; }

.lanes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.6rem 3rem; margin-top: 1.2rem; }
.lanes > div { border-top: .22rem solid var(--slow); padding-top: .8rem; }
.lanes > .surge { border-top-color: var(--surge); }
.lanes ol { list-style: none; margin: .8rem 0 0; padding: 0; }
.lanes li { padding: .55rem 0; border-top: 1px solid var(--line); }
.lanes li a { font-weight: 600; }

.badge { white-space: nowrap; }
.badge svg { width: .72em; height: .72em; margin-right: .3em; }
.fill-surge { fill: var(--surge); } .fill-slow-burn { fill: var(--slow); } .fill-steady { fill: var(--steady); }
.fill-posts { fill: var(--posts); } .fill-voices { fill: var(--voices); } .fill-bar { fill: var(--slow); }
.line-voices { fill: none; stroke: var(--voices); stroke-width: 2.4; stroke-linejoin: round; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.grid-line { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.base-line { stroke: var(--strong-line); stroke-width: 1; vector-effect: non-scaling-stroke; }

figure { margin: 1rem 0; }
figcaption { font-size: .9rem; color: var(--quiet); max-width: 46rem; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; margin: .8rem 0; padding: 0; list-style: none; font-size: .9rem; }
.legend svg { width: 1.1rem; height: .7rem; margin-right: .4rem; }
.plot { display: grid; grid-template-columns: auto 1fr; column-gap: .6rem; }
.plot svg { width: 100%; height: 15rem; display: block; }
.plot .up { display: flex; flex-direction: column; justify-content: space-between; text-align: right; height: 15rem; }
.plot .up span { line-height: 0; }
.plot .along { grid-column: 2; display: flex; justify-content: space-between; padding-top: .45rem; }
.plot .up, .plot .along { font-size: .8rem; color: var(--quiet); font-variant-numeric: tabular-nums; }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 29rem), 1fr)); gap: 1.2rem; margin: 1.2rem 0; align-items: start; }
.card { background: var(--wash); border-radius: .5rem; padding: 1.1rem 1.3rem .9rem; }
.card h3 + p { margin: .25rem 0 .9rem; }
.card .head { display: flex; flex-wrap: wrap; gap: .5rem 1.2rem; align-items: flex-start; justify-content: space-between; margin-bottom: .4rem; }
.card .counts { margin: 0; font-size: .95rem; line-height: 1.35; }
.card .counts b { font-size: 1.65rem; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.spark { flex: 0 1 14rem; min-width: 7rem; margin: 0; }
.spark svg { display: block; width: 100%; height: 2.6rem; }
.spark figcaption { font-size: .8rem; line-height: 1.4; margin-top: .35rem; }
.card p { font-size: .925rem; margin-bottom: .5rem; }
.card .measures tbody th { min-width: 0; font-weight: 400; }
.card h4 { font-size: .8rem; font-weight: 600; color: var(--quiet); margin: .7rem 0 .15rem; }
.card code { font-size: .84em; }
.ours { border-left: .18rem solid var(--good); padding-left: .8rem; margin: .9rem 0; }
.card .ours h4 { margin: 0 0 .15rem; }
.ours p { font-size: 1.02rem; margin: 0; }
.card .ours .by { font-size: .85rem; color: var(--quiet); margin: .15rem 0 0; }
.unwritten { border-left-color: var(--strong-line); }
.card .unwritten p { font-size: .85rem; color: var(--quiet); }
.card .unwritten h4, .card .unwritten p { display: inline; }
.card .unwritten h4::after { content: ": "; }
.ranks { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; margin: 0; }
.ranks div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.ranks dt { font-size: .8rem; line-height: 1.3; color: var(--quiet); }
.ranks dd { margin: 0; font-size: 1.1rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
.where, .weak ul { list-style: none; margin: 0; padding: 0; font-size: .925rem; }
.where li { margin-bottom: .15rem; }
.weak { background: var(--note); border-left: .18rem solid var(--note-line); padding: .55rem .8rem .6rem; margin: .9rem 0; }
.card .weak h4 { margin-top: 0; color: inherit; }
.cards.one { grid-template-columns: 1fr; }
.per-week { margin-top: 1rem; }
.quotes { list-style: none; margin: 0; padding: 0; }
.quotes li { border-left: .18rem solid var(--strong-line); padding: 0 0 0 .8rem; margin-top: .65rem; font-size: .925rem; }
.quotes blockquote { margin: 0; }
.quotes .by { color: var(--quiet); font-size: .85rem; }

.map img { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: .5rem; }
.limits { border-left: .3rem solid var(--note-line); background: var(--note); border-radius: 0 .5rem .5rem 0; padding: 1.3rem 1.5rem .7rem; }
.silence { padding-left: 1.1rem; margin: 0 0 .6rem; font-size: .925rem; line-height: 1.45; }
.silence li { margin-bottom: .3rem; }
.limits ul, .method ul { padding-left: 1.1rem; margin: 0 0 .9rem; max-width: 46rem; }
.limits li, .method li { margin-bottom: .35rem; }
.method dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .3rem 1.6rem; font-size: .925rem; }
.method dt { color: var(--quiet); }
.method dd { margin: 0; max-width: 40rem; }
footer { border-top: 1px solid var(--line); margin-top: 2.5rem; padding: 1.4rem 0 3.5rem; font-size: .875rem; color: var(--quiet); }

@media (max-width: 40rem) {
  .sheet { padding: 0 1.1rem; }
  header { padding: 2rem 0 1.5rem; }
  main > section { padding-top: 2rem; }
  .lead { font-size: 1.05rem; }
  .first .lead { font-size: 1.15rem; }
  .plot svg, .plot .up { height: 11rem; }
  .facts { grid-template-columns: 1fr 1fr; }
  .method dl { grid-template-columns: 1fr; gap: 0; }
  .method dd { margin-bottom: .6rem; }
}
`;
