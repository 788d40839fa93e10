/** What people say of places and organisations, as the map and the reports read it. */
export { type Asserted, readAsserted, type Touch, touchedBy, touchKey } from '../store/asserted.js';
