import { describe, expect, test } from 'vitest';
import { processed, resources } from './drafts.js';

describe('language', () => {
  test.each([
    ['Long waits at the hospital again, nobody answers the phone', 'en'],
    ['Les délais d’attente à l’hôpital sont beaucoup trop longs pour les patients', 'fr'],
    ['Die Wartezeiten im Krankenhaus sind viel zu lang und niemand geht ans Telefon', 'de'],
    ['Los tiempos de espera en el hospital son demasiado largos para todos', 'es'],
    ['Mae’r amseroedd aros yn yr ysbyty yn rhy hir i bawb', 'en'],
    ['Время ожидания в больнице слишком велико', 'ru'],
    ['病院の待ち時間が長すぎます', 'ja'],
    // Names and dishes look foreign; without function words that is no proof.
    ['kung pao chicken recipe', 'en'],
    ['dog whisperer pet', 'en'],
    ['los angeles lakers', 'en'],
    ['terremoto', 'en'],
    // Not counted: addresses, handles.
    ['good https://www.beispiel.example/krankenhaus/wartezeiten/und/so/weiter @krankenhaus', 'en'],
    ['12345 !!! 😀', 'und'],
    ['', 'und'],
  ])('%s: %s', (text, lang) => {
    expect(processed(text).lang).toBe(lang);
  });

  test('doubtful text is the first language of the project, whichever that is', () => {
    expect(processed('dog whisperer pet', {}, resources({ languages: ['fr', 'en'] })).lang).toBe('fr');
  });

  test('an expected language needs less proof', () => {
    const text = 'sanidad pública colapsada';
    expect(processed(text).lang).toBe('en');
    expect(processed(text, {}, resources({ languages: ['en', 'es'] })).lang).toBe('es');
    expect(processed(text, { lang: 'es-ES' }).lang).toBe('es');
  });

  test('what the platform declares is not enough against clear words', () => {
    expect(processed('The waiting times at this hospital are far too long', { lang: 'fr' }).lang).toBe('en');
  });
});
