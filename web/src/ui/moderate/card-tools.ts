/** The buttons under a question as it stands: what each says, does, and needs. */
import type { Command } from '../../core/shortcuts';
import type { Question, Team } from '../../core/types';
import { fits, isPublic, rightOf, type Right, type Verb } from '../../core/verbs';
import { t, type WordKey } from '../../core/words';
import type { DeskIconName } from './desk-icon';
import type { DeskTools } from './desk-context';

export interface Tool {
  name: string;
  icon: DeskIconName;
  command: Command | null;
  run: () => void;
  /** Stands in the first row, under the thumb. */
  main?: boolean;
  pressed?: boolean;
  /** Why it cannot be done now. */
  barred?: string | null;
}

export interface Standing {
  question: Question;
  team: Team | undefined;
  staged: boolean;
}

const verbs: Readonly<Record<Verb, { name: WordKey; icon: DeskIconName; command: Command | null }>> = {
  approve: { name: 'moderate.approve', icon: 'check', command: 'approve' },
  decline: { name: 'moderate.decline', icon: 'cross', command: 'hide' },
  requeue: { name: 'moderate.requeue', icon: 'reopen', command: null },
  pin: { name: 'moderate.pin', icon: 'pin', command: 'pin' },
  unpin: { name: 'moderate.unpin', icon: 'pin', command: 'pin' },
  freeze: { name: 'moderate.freeze', icon: 'freeze', command: 'freeze' },
  unfreeze: { name: 'moderate.unfreeze', icon: 'freeze', command: 'freeze' },
  reopen: { name: 'moderate.reopen', icon: 'reopen', command: null },
  hide: { name: 'moderate.hide', icon: 'hide', command: 'hide' },
  restore: { name: 'moderate.restore', icon: 'show', command: 'approve' },
};

/** How a verb looks on a button. */
export function faceOf(verb: Verb) {
  const { name, icon, command } = verbs[verb];
  return { name: t(name), icon, command };
}

export function toolsOf(standing: Standing, desk: DeskTools): Tool[] {
  const { question } = standing;
  const verb = (which: Verb, more: Partial<Tool> = {}): Tool[] =>
    fits(which, question) && desk.can(rightOf(which))
      ? [{ ...faceOf(which), run: () => void desk.moderation.perform(which, [question.id]), ...more }]
      : [];
  return [
    ...verb('approve', { main: true }),
    ...verb('decline', declining(question, desk)),
    ...verb('requeue'),
    ...verb('restore', { main: true }),
    ...talking(standing, desk),
    ...verb('pin'),
    ...verb('unpin'),
    ...verb('freeze'),
    ...verb('unfreeze'),
    ...opening(standing, desk),
    ...verb('reopen'),
    ...verb('hide'),
  ];
}

/** Puts the question on its team's stage, or takes it off. Says nothing where that cannot be. */
export function toggleStage({ question, team, staged }: Standing, { moderation }: DeskTools): void {
  if (team && isPublic(question)) void moderation.stage(team, staged ? null : question.id);
}

function declining({ id, status }: Question, { open }: DeskTools): Partial<Tool> {
  const ask = { run: () => open(id, 'decline') };
  return status === 'REJECTED'
    ? { ...ask, name: t('moderate.reason.change'), icon: 'edit' }
    : { ...ask, main: true };
}

function talking(standing: Standing, desk: DeskTools): Tool[] {
  const { question, team, staged } = standing;
  if (!isPublic(question)) return [];
  const answered = question.status === 'ANSWERED';
  const answer: Tool = {
    name: t(answered ? 'moderate.answer.edit' : 'moderate.answer'),
    icon: 'check',
    command: 'answer',
    main: true,
    barred: question.isFrozen ? t('moderate.frozen') : null,
    run: () => desk.open(question.id, 'answer'),
  };
  const stage: Tool = {
    name: t('moderate.stage'),
    icon: 'stage',
    command: 'stage',
    main: true,
    pressed: staged,
    barred: team ? null : t('moderate.stage.noTeam'),
    run: () => toggleStage(standing, desk),
  };
  return [...(desk.can('answer') ? [answer] : []), ...(desk.can('stage') ? [stage] : [])];
}

function opening({ question }: Standing, { can, open }: DeskTools): Tool[] {
  if (question.status === 'ARCHIVED' || question.status === 'REJECTED') return [];
  const editor = (right: Right, kind: 'tag' | 'words', name: WordKey, command: Command): Tool[] =>
    can(right)
      ? [
          {
            name: t(name),
            icon: kind === 'tag' ? 'tag' : 'edit',
            command,
            run: () => open(question.id, kind),
          },
        ]
      : [];
  return [
    ...editor('tag', 'tag', 'moderate.tag.add', 'tag'),
    ...editor('edit', 'words', 'moderate.words.edit', 'edit'),
  ];
}
