/** Figures as people type them: every line is checked, and what is wrong is named with its line. */
import { describe, expect, it } from 'vitest';
import { checkFigure, readEvidenceFile, type TypedFigure } from '../../src/reports/evidence-file.js';
import { heirsAmong } from '../../src/store/theme-heirs.js';

const row = (id: string, label: string, state: string, mergedInto: string | null = null) => ({
  ...{ id, label, state, mergedInto, hidden: 0 },
});
const HEIRS = heirsAmong([
  row('theme-1', 'buses', 'live'),
  row('theme-2', 'trams', 'merged', 'theme-1'),
  row('theme-3', 'trains', 'gone'),
]);
const GOOD: TypedFigure = { theme: 'theme-1', measure: 'On time', value: '71.4', source: 'The operator' };
const problemsOf = (more: TypedFigure) => checkFigure({ ...GOOD, ...more }, HEIRS).problems;

describe('one figure', () => {
  it('is taken as it was typed, without the blanks around it', () => {
    const typed = {
      ...GOOD,
      value: ' -3 ',
      unit: '%',
      link: 'https://a.example/x',
      date: '2026-03',
      note: 'a\n note ',
    };
    expect(checkFigure(typed, HEIRS)).toEqual({
      figure: {
        ...{ themeId: 'theme-1', measure: 'On time', value: -3, unit: '%', source: 'The operator' },
        ...{ link: 'https://a.example/x', dated: '2026-03', note: 'a note' },
      },
      problems: [],
    });
    expect(checkFigure(GOOD, HEIRS).figure).toMatchObject({ unit: null, link: null, dated: null, note: null });
  });

  it.each<[TypedFigure, RegExp]>([
    [{ theme: 'theme-9' }, /no theme "theme-9"/],
    [{ theme: 'theme-2' }, /merged into theme-1: name that one/],
    [{ theme: 'theme-3' }, /is no more/],
    ...['71%', '1,234', 'many', '0x10', 'Infinity', '9'.repeat(400)].map((value): [TypedFigure, RegExp] => [
      { value },
      /is no number/,
    ]),
    [{ source: '  ' }, /^source is empty/],
    [{ measure: '' }, /^measure is empty/],
    [{ measure: 'm'.repeat(121) }, /121 characters; at most 120/],
    ...['ftp://a.example', 'javascript:alert(1)', 'a.example', 'https://me:secret@a.example'].map(
      (link): [TypedFigure, RegExp] => [{ link }, /is no http or https address/],
    ),
    ...['2026-02-30', 'March', '2026-13', '26'].map((date): [TypedFigure, RegExp] => [{ date }, /^date .* is none/]),
  ])('%j is refused', (more, problem) => {
    expect(problemsOf(more)).toEqual([expect.stringMatching(problem)]);
  });
});

describe('a file', () => {
  it('may have its columns in any order, empty lines, and cells of several lines', () => {
    const { figures, problems } = readEvidenceFile(
      '\ufeffSource,value,measure,theme,note\r\n"The, operator",71.4,On time,theme-1,"two\r\nlines"\r\n\r\nA,2,B,theme-1,\r\n',
      HEIRS,
    );
    expect(problems).toEqual([]);
    expect(figures).toMatchObject([{ source: 'The, operator', note: 'two lines' }, { value: 2 }]);
  });

  it('is refused with the lines that are wrong', () => {
    const text = 'theme,measure,value,source\ntheme-1,a,1,s\ntheme-9,a,x,s\n\ntheme-1,,3,s\n';
    expect(readEvidenceFile(text, HEIRS).problems).toEqual([
      'line 3: There is no theme "theme-9". `discover themes` lists them.',
      'line 3: value "x" is no number: write 71.4, and "%" as its unit.',
      'line 5: measure is empty.',
    ]);
  });

  it.each([
    ['theme,measure,value\n', /line 1: the column source is missing/],
    ['theme,measure,value,source,score\n', /line 1: there is no column "score"/],
    ['theme,measure,value,source,theme\n', /line 1: the column theme is there twice/],
    ['theme,measure,value,source\n', /nothing below/],
    ['theme,measure,value,source\ntheme-1,a,1\n', /line 2: this is no CSV/],
    ['theme,measure,value,source\ntheme-1,"a,1,s\n', /this is no CSV/],
    ['', /the column theme is missing/],
  ])('%j is refused', (text, problem) => {
    expect(readEvidenceFile(text, HEIRS).problems[0]).toMatch(problem);
  });
});
