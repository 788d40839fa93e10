/** A graph algorithm whose package is CommonJS with types written for ES modules: what it exports is named here. */
import forceAtlas2Module from 'graphology-layout-forceatlas2';

export const forceAtlas2 = forceAtlas2Module as unknown as typeof forceAtlas2Module.default;
