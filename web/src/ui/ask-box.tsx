import type { Deeds } from '../core/deeds';
import type { DraftKeeper } from '../core/draft';
import type { PendingAsk } from '../core/overlay';
import { number, t } from '../core/words';
import { onSubmitKeys } from './keys';
import { questionLimit, useAsk } from './use-ask';

interface Props {
  deeds: Deeds;
  keeper: DraftKeeper;
  /** The question on its way, if any: sending, or failed with the reason. */
  pending: PendingAsk | undefined;
}

export function AskBox({ deeds, keeper, pending }: Props) {
  const { draft, said, length, sending, fits, change, send } = useAsk(deeds, keeper, pending);
  return (
    <form
      class="ask"
      aria-label={t('room.ask.form')}
      aria-busy={sending}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="field">
        <span>{t('room.ask.label')}</span>
        <textarea
          rows={2}
          placeholder={t('room.ask.placeholder')}
          value={draft.body}
          readOnly={sending}
          aria-describedby="ask-note ask-count"
          onInput={(event) => change({ body: event.currentTarget.value })}
          onKeyDown={onSubmitKeys(send)}
        />
      </label>
      <div class="ask-foot">
        <NameField
          value={draft.authorName}
          readOnly={sending}
          onChange={(authorName) => change({ authorName })}
        />
        <p class={length > questionLimit ? 'counter over' : 'counter'} id="ask-count">
          {number(length)} / {number(questionLimit)}
        </p>
        <button type="submit" class="primary" disabled={!fits || sending}>
          {t(sending ? 'room.ask.sending' : 'room.ask')}
        </button>
      </div>
      <p class="hint" id="ask-note">
        {t('room.anonymity')}
      </p>
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
    </form>
  );
}

function NameField(props: { value: string; readOnly: boolean; onChange: (name: string) => void }) {
  return (
    <label class="field name">
      <span>{t('room.name.label')}</span>
      <input
        type="text"
        autoComplete="name"
        placeholder={t('common.anonymous')}
        value={props.value}
        readOnly={props.readOnly}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </label>
  );
}
