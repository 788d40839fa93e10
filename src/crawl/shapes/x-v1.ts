/** Tweets of the X API v1.1, which most archives from before 2021 hold, in the words of v2. */
import { type Fields, fieldsOf, idOf, isFields, listOf } from './fields.js';

/** True for a tweet as v1.1 wrote them: its author is inside, under `user`. */
export function isV1Tweet(value: unknown): value is Fields {
  return isFields(value) && isFields(value.user) && ('id_str' in value || 'id' in value) && textOf(value) !== undefined;
}

/** The same tweet with the names of v2, its author and referenced tweets inside, as twarc flattens them. */
export function toV2(tweet: Fields): Fields {
  const user = fieldsOf(tweet.user);
  return {
    id: v1IdOf(tweet),
    text: textOf(tweet),
    created_at: tweet.created_at,
    lang: tweet.lang,
    author_id: v1IdOf(user),
    author: { id: v1IdOf(user), username: user.screen_name, name: user.name, protected: user.protected },
    entities: entitiesOf(tweet),
    referenced_tweets: [
      reference('retweeted', tweet.retweeted_status, null),
      // A retweet repeats which tweet the original quotes, but it is the original that quotes.
      isFields(tweet.retweeted_status)
        ? []
        : reference('quoted', tweet.quoted_status, idOf(tweet.quoted_status_id_str)),
      reference('replied_to', null, idOf(tweet.in_reply_to_status_id_str) ?? idOf(tweet.in_reply_to_status_id)),
    ].flat(),
    withheld: { copyright: tweet.withheld_copyright },
  };
}

/** Numbers were rounded by many programs on the way: the text beside them is right. */
function v1IdOf({ id_str, id }: Fields): string | null {
  return idOf(id_str) ?? idOf(id);
}

/** Extended tweets, and whole texts of streamed ones, are elsewhere than the first 140 characters. */
function textOf(tweet: Fields): unknown {
  return fieldsOf(tweet.extended_tweet).full_text ?? tweet.full_text ?? tweet.text;
}

function reference(type: string, tweet: unknown, id: string | null): Fields[] {
  if (isV1Tweet(tweet)) return [{ ...toV2(tweet), type }];
  return id === null ? [] : [{ type, id }];
}

function entitiesOf(tweet: Fields): Fields {
  const extended = fieldsOf(tweet.extended_tweet);
  const sources = [extended.entities, extended.extended_entities, tweet.entities, tweet.extended_entities].map(
    fieldsOf,
  );
  const pick = (kind: string) => sources.flatMap((entities) => listOf(entities[kind]));
  return {
    mentions: pick('user_mentions').map(({ screen_name }) => ({ username: screen_name })),
    hashtags: pick('hashtags').map(({ text }) => ({ tag: text })),
    urls: [
      ...pick('media').map(({ url, expanded_url, id_str }) => ({ url, expanded_url, media_key: id_str ?? 'media' })),
      ...pick('urls').map(({ url, expanded_url, unwound }) => ({
        url,
        expanded_url,
        unwound_url: fieldsOf(unwound).url,
        status: fieldsOf(unwound).status,
      })),
    ],
  };
}
