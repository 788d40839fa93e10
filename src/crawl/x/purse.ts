/** Pays for requests to a platform that charges: sets the money aside first, and writes down what it cost afterwards. */
import type { XConfig } from '../../config.js';
import { type Effects, isoNow } from '../../effects.js';
import { SourceError } from '../../errors.js';
import { calendar, capAccount, type Delivery, type Reservation, reserve, settle } from '../../store/ledger.js';
import type { Database } from '../../store/store.js';

export interface Purse {
  /**
   * Pays for a page of posts with their authors.
   * @throws SourceError `budget-spent` when not even `least` posts can be paid for; `usage-capped`
   */
  payForPage(endpoint: string, most: number, least: number): Promise<Payment>;
  /** Pays for one count. @throws as `payForPage` */
  payForCount(endpoint: string): Promise<Payment>;
  /** The platform says that this month's quota is used up: nothing is asked of it before the next. */
  close(): Promise<void>;
}

export interface Payment {
  /** How many items the money allows. */
  items: number;
  /** Puts what the answer held in the place of what was set aside. Without it, all that was set aside counts as spent. */
  settle(delivery: Pick<Delivery, 'posts' | 'users'>): Promise<void>;
  /** The request never reached the platform, or was refused: it cost nothing. */
  refund(): Promise<void>;
}

/** The purse of one source, for requests with one token. */
export function openPurse(
  store: Database,
  settings: XConfig,
  who: { source: string; account: string },
  effects: Pick<Effects, 'now'>,
): Purse {
  const pay = async (endpoint: string, price: { item: number; flat: number }, most: number, least: number) => {
    const wish = { ...who, endpoint, itemMicros: price.item, most, least };
    const reservation = await reserve(store, wish, settings, isoNow(effects));
    if ('refused' in reservation) throw refusal(reservation, settings);
    const { id, items } = reservation;
    const close = (delivery: Delivery) => settle(store, id, delivery, settings, isoNow(effects));
    return {
      items,
      settle: (delivery: Pick<Delivery, 'posts' | 'users'>) => close({ ...delivery, flatMicros: price.flat }),
      refund: () => close({ posts: [], users: [], flatMicros: 0 }),
    };
  };
  return {
    payForPage: (endpoint, most, least) =>
      pay(endpoint, { item: settings.postMicros + settings.userMicros, flat: 0 }, most, least),
    payForCount: (endpoint) => pay(endpoint, { item: settings.countMicros, flat: settings.countMicros }, 1, 1),
    close: () => capAccount(store, who.account, calendar(isoNow(effects)).month.end),
  };
}

function refusal(reservation: Extract<Reservation, { refused: string }>, settings: XConfig): SourceError {
  const { refused, until, leftMicros } = reservation;
  if (refused === 'capped') return new SourceError('usage-capped', `X is not asked again before ${until}`);
  const limit = moneyWords(settings[`${refused}Micros`], settings.currency);
  const left = moneyWords(leftMicros, settings.currency);
  return new SourceError(
    'budget-spent',
    `${left} is left of x.${refused} (${limit}), too little for the next request; it goes on after ${until}, ` +
      'or when the limit is raised',
  );
}

/** Such as `USD 1.25`; tenths of a cent where there are any. */
export function moneyWords(micros: number, currency: string): string {
  return `${currency} ${(micros / 1e6).toFixed(micros % 10_000 === 0 ? 2 : 3)}`;
}
