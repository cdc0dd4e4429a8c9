import { useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import type { DraftKeeper } from '../core/draft';
import type { PendingAsk } from '../core/overlay';
import type { Store } from '../core/store';
import type { Toasts } from '../core/toasts';
import { number, t } from '../core/words';
import { onSubmitKeys } from './keys';
import { KeptAsks, Similar } from './late';
import { nameLimit, questionLimit, useAsk } from './use-ask';

/** From here on the counter speaks. */
const nearlyFull = 20;

interface Props {
  store: Store;
  deeds: Deeds;
  keeper: DraftKeeper;
  /** The questions on their way: sending, kept for later, or failed with the reason. */
  asks: readonly PendingAsk[];
  toasts: Promise<Toasts>;
}

export function AskBox({ store, deeds, keeper, asks, toasts }: Props) {
  const { draft, pending, said, length, sending, fits, change, restore, send } = useAsk(deeds, keeper, asks);
  const [open, setOpen] = useState(false);
  const { body, authorName } = draft;
  const words = { text: body, onChoose: () => change({ body: '' }), onBack: restore };
  const kept = asks.filter((ask) => ask !== pending);
  return (
    <form
      class={open || body ? 'ask open' : 'ask'}
      aria-label={t('room.ask.form')}
      aria-busy={sending}
      onFocusIn={() => setOpen(true)}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="field">
        <span>{t('room.ask.label')}</span>
        <textarea
          rows={1}
          dir="auto"
          placeholder={t('room.ask.placeholder')}
          value={body}
          readOnly={sending}
          aria-describedby="ask-note"
          onInput={(event) => change({ body: event.currentTarget.value })}
          onKeyDown={onSubmitKeys(send)}
        />
      </label>
      {body.length > 0 && <Similar {...{ store, deeds, toasts }} {...words} />}
      <NameField value={authorName} readOnly={sending} onChange={(name) => change({ authorName: name })} />
      <div class="ask-foot">
        <p class="hint" id="ask-note">
          {authorName.trim() ? t('room.anonymity.named', { name: authorName.trim() }) : t('room.anonymity')}
        </p>
        <Counter length={length} />
        <button type="submit" class="primary" aria-disabled={!fits || sending}>
          {t(sending ? 'room.ask.sending' : 'room.ask')}
        </button>
      </div>
      {pending?.error && (
        <p class="error" role="alert">
          {t('room.ask.failed', { reason: pending.error })}{' '}
          <button type="button" class="quiet" onClick={() => void send()}>
            {t('common.retry')}
          </button>
        </p>
      )}
      <p class="said" role="status">
        {said}
      </p>
      {kept.length > 0 && <KeptAsks asks={kept} deeds={deeds} />}
    </form>
  );
}

function NameField(props: { value: string; readOnly: boolean; onChange: (name: string) => void }) {
  return (
    <label class="field name">
      <span>{t('room.name.label')}</span>
      <input
        type="text"
        dir="auto"
        autoComplete="name"
        placeholder={t('common.anonymous')}
        maxLength={nameLimit}
        value={props.value}
        readOnly={props.readOnly}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </label>
  );
}

/** Counts what people call a letter, and is read aloud only when it matters. */
function Counter({ length }: { length: number }) {
  const left = questionLimit - length;
  const word = left < 0 ? t('room.ask.over', { n: -left }) : t('room.ask.left', { n: left });
  return (
    <p class={left < 0 ? 'counter over' : 'counter'}>
      {number(length)} / {number(questionLimit)}
      <span class="unseen" role="status">
        {left <= nearlyFull && word}
      </span>
    </p>
  );
}
