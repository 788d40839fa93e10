/** How the page of a map looks: system fonts, two colour schemes, paper. Text keeps a contrast of 4.5 to 1 (WCAG 2.2). */
import { COMMUNITY_COLOURS, OTHER_COLOUR } from './appearance.js';
import { darkVariables } from './style.js';

const LIGHT = [
  '--map-ground:#ffffff;--map-ink:#1a2230;--map-faint:#8f98a6',
  `--map-other:${OTHER_COLOUR.light}`,
  ...COMMUNITY_COLOURS.map(({ light }, index) => `--map-c${index}:${light}`),
  '--wash:#f5f6f8;--quiet:#545e6d;--rule:#dde1e7;--edge:#b4bcc8;--accent:#005a8e',
].join(';');
const DARK = `${darkVariables()};--wash:#20252d;--quiet:#a7b0bd;--rule:#323a45;--edge:#546070;--accent:#7cc4ef`;

const swatches = [...COMMUNITY_COLOURS.map((_, index) => `c${index}`), 'other'].map(
  (name) => `.swatch.${name}{background:var(--map-${name})}`,
);

const SHEET = `
*,*::before,*::after{box-sizing:border-box}
body{margin:0;background:var(--map-ground);color:var(--map-ink);overflow-wrap:anywhere;font:.95rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
[hidden]{display:none!important}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:.5rem;padding:.5rem 1rem;background:var(--map-ink);color:var(--map-ground);z-index:9}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem 1rem;padding:.7rem 1.2rem}
header p{margin:0;color:var(--quiet);flex:1}
h1{font-size:1.35rem;margin:0;letter-spacing:-.01em}
h2{font-size:1.05rem;margin:0 0 .4rem;line-height:1.3}h3{font-size:.9rem;margin:.9rem 0 .3rem}
button{font:inherit;color:inherit;background:var(--map-ground);border:1px solid var(--edge);border-radius:6px;padding:.2rem .7rem;cursor:pointer}
button:hover:not(:disabled){background:var(--wash)}button:disabled{color:var(--quiet);border-color:var(--rule);cursor:default}
button.row{border:0;padding:.1rem .25rem;margin:0 -.25rem;background:none;text-align:start;border-radius:4px;text-decoration:underline;text-decoration-color:var(--edge);text-underline-offset:.18em}
button.row[aria-pressed=true]{background:var(--map-ink);color:var(--map-ground)}button.row[aria-pressed=true] small{color:inherit}
.work{display:grid;grid-template-columns:minmax(0,1fr) 21rem;border-block:1px solid var(--rule);height:max(34rem,calc(100vh - 4.2rem))}
#stage{position:relative;min-width:0;overflow:hidden}
#stage:focus-visible{outline-offset:-3px}
#drawing{position:absolute;inset:0;cursor:grab}#drawing.pointing{cursor:pointer}
#still{margin:0;height:100%;display:flex;align-items:center;justify-content:center}#still svg{width:100%;height:100%}
.over{position:absolute;margin:0;background:color-mix(in srgb,var(--map-ground) 88%,transparent);border-radius:6px}
.zoom{right:.8rem;top:.8rem;display:flex;gap:.35rem;background:none}.zoom button{min-width:2.1rem}
#drawn-words{left:.8rem;bottom:.7rem;padding:.15rem .55rem;font-size:.8rem;color:var(--quiet)}
#panel{border-inline-start:1px solid var(--rule);background:var(--wash);overflow:auto;padding:.9rem 1.1rem 2rem}
#panel>*+*{margin-top:1.1rem}
#panel button:not(.row){background:var(--map-ground)}
.find{display:flex;flex-wrap:wrap;gap:.2rem .5rem;align-items:center}
.find label{font-weight:600}.find input{flex:1;min-width:8rem;font:inherit;color:inherit;background:var(--map-ground);border:1px solid var(--edge);border-radius:6px;padding:.3rem .6rem}
#found{font-size:.85rem;color:var(--quiet)}#found:empty{display:none}
ul{padding:0;margin:0;list-style:none}#hits,#hits:empty{flex-basis:100%}
small{color:var(--quiet);font-size:.85em}
#details{background:var(--map-ground);border:1px solid var(--rule);border-radius:8px;padding:.8rem .9rem}
#details .close{float:inline-end;padding:0 .5rem;font-size:.85rem}
#details .posts li{border-inline-start:3px solid var(--rule);padding-inline-start:.6rem;margin:.5rem 0}#details .posts small{display:block}
#details .role,.note{font-size:.88rem;color:var(--quiet)}#details .role strong{color:var(--map-ink)}
#details p{margin:.5rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .7rem;margin:.3rem 0;font-size:.86rem}dt{color:var(--quiet)}dd{margin:0}
fieldset{border:0;padding:0;margin:0;min-width:0}legend{font-weight:600;padding:0;margin-bottom:.25rem}
#time label{display:grid;grid-template-columns:2.6rem 1fr;align-items:center}#time input{width:100%;accent-color:var(--accent);margin:.15rem 0}
#time p{margin:.2rem 0 0;display:flex;gap:.5rem;align-items:center;font-size:.88rem}#window{flex:1;font-variant-numeric:tabular-nums}
.boxes{display:flex;flex-wrap:wrap;gap:.1rem 1rem;font-size:.9rem}.boxes label{display:inline-flex;gap:.35rem;align-items:center}.boxes input{accent-color:var(--accent);margin:0}
.boxes+.boxes{margin-top:.5rem}
.shape{width:.72rem;height:.72rem;background:var(--quiet);flex:none}.shape.voice{border-radius:50%}.shape.theme{transform:rotate(45deg) scale(.88)}.shape.organisation{clip-path:polygon(50% 0,100% 100%,0 100%)}
#communities li{margin:.1rem 0}#communities .row{display:flex;gap:.5rem;align-items:baseline;width:100%;text-decoration:none}#communities .row:hover{background:var(--map-ground)}
#communities .row[aria-pressed=true]:hover{background:var(--map-ink)}
.swatch{flex:none;width:.8rem;height:.8rem;border-radius:50%;display:inline-block;align-self:center}
.sheet{max-width:76rem;margin:0 auto;padding:1.5rem 1.2rem 3rem}.sheet section+section{margin-top:2rem}.sheet p{max-width:48rem}
.kinds{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem}
.scroll{overflow:auto;max-height:70vh;border:1px solid var(--rule);border-radius:6px}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:start;padding:.35rem .8rem;border-bottom:1px solid var(--rule);vertical-align:top}
thead th{position:sticky;top:0;background:var(--wash);white-space:nowrap}thead button{border:0;background:none;padding:0 .2rem;font-weight:600}
th[aria-sort] button::after{content:" ↑"}th[aria-sort=descending] button::after{content:" ↓"}
tbody th{font-weight:500}.pager{display:flex;gap:.8rem;align-items:center;margin-top:.6rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:56rem){.work{grid-template-columns:1fr;height:auto}#stage{height:70vh}#panel{border:0;border-top:1px solid var(--rule)}}
@media print{.work{display:block;height:auto}#stage{height:auto}#drawing,#panel,.zoom,.pager,#scheme,.over{display:none!important}#still[hidden]{display:block!important}.scroll{max-height:none}}
`;

/** Style of the page around the picture. */
export const PAGE_STYLE = [
  `:root{color-scheme:light dark;${LIGHT}}`,
  `@media screen and (prefers-color-scheme:dark){:root:not([data-scheme=light]){${DARK}}}`,
  `@media screen{:root[data-scheme=dark]{color-scheme:dark;${DARK}}:root[data-scheme=light]{color-scheme:light}}`,
  SHEET,
  ...swatches,
].join('');
