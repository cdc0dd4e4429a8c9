import { useState } from 'preact/hooks';
import { t } from '../../core/words';
import { Confirm } from '../confirm';
import { toolsOf, type Standing, type Tool } from './card-tools';
import { keyLabel, tip, useDesk } from './desk-context';
import { DeskIcon } from './desk-icon';

/**
 * What can be done to a question as it stands. The main deeds stand first; the others are icons beside
 * them on a wide screen, and on a narrow one words that unfold.
 */
export function CardDeeds(standing: Standing) {
  const desk = useDesk();
  const [all, setAll] = useState(false);
  const tools = toolsOf(standing, desk);
  const others = tools.filter(({ main }) => !main);
  const deletes = desk.can('delete');
  return (
    <div class="deeds">
      <div class="first">
        {tools
          .filter(({ main }) => main)
          .map((tool, index) => (
            <ToolButton key={tool.icon} tool={tool} look={index === 0 ? 'tonal' : 'plain'} />
          ))}
        {(others.length > 0 || deletes) && (
          <button
            type="button"
            class="plain unfold"
            aria-expanded={all}
            aria-label={t(all ? 'moderate.less' : 'moderate.more')}
            onClick={() => setAll(!all)}
          >
            <DeskIcon name="more" />
          </button>
        )}
      </div>
      <div class={all ? 'others unfolded' : 'others'}>
        {others.map((tool) => (
          <ToolButton key={tool.icon} tool={tool} look="mild" />
        ))}
        {deletes && <DeleteButton id={standing.question.id} />}
      </div>
    </div>
  );
}

function ToolButton({ tool, look }: { tool: Tool; look: string }) {
  const { keys } = useDesk();
  const { name, icon, command, run, pressed, barred } = tool;
  return (
    <button
      type="button"
      class={look}
      disabled={Boolean(barred)}
      aria-pressed={pressed}
      onClick={run}
      {...tip(barred ?? name, barred ? null : command, keys)}
    >
      <DeskIcon name={icon} />
      <span class="name">{name}</span>
      {keys && command && !barred && <kbd aria-hidden="true">{keyLabel(command)}</kbd>}
    </button>
  );
}

function DeleteButton({ id }: { id: string }) {
  const { moderation } = useDesk();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="mild bin" title={t('moderate.delete')} onClick={() => setAsking(true)}>
        <DeskIcon name="bin" />
        <span class="name">{t('moderate.delete')}</span>
      </button>
      {asking && (
        <Confirm
          title={t('moderate.delete.title')}
          action={t('moderate.delete.action')}
          onConfirm={() => void moderation.remove([id])}
          onClose={() => setAsking(false)}
        >
          <p>{t('moderate.delete.text')}</p>
        </Confirm>
      )}
    </>
  );
}
