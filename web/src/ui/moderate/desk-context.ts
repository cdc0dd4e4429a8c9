import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Deeds } from '../../core/deeds';
import type { Moderation } from '../../core/moderation';
import { keyOf, type Command } from '../../core/shortcuts';
import type { Me } from '../../core/types';
import type { Right } from '../../core/verbs';
import { t } from '../../core/words';
import type { Draft, EditorKind } from './use-editors';

/** What every card of the desk leans on. It changes with the moderator's rights and wishes, not with questions. */
export interface DeskTools {
  deeds: Deeds;
  moderation: Moderation;
  can: (right: Right) => boolean;
  keys: boolean;
  /** Opens an editor in a question's card, or closes what is open there. */
  open: (id: string, kind: EditorKind | null) => void;
  /** Words begun in an editor; they outlive the card. */
  drafts: Map<string, Draft>;
}

const context = createContext<DeskTools | null>(null);
export const DeskProvider = context.Provider;

export function useDesk(): DeskTools {
  const tools = useContext(context);
  if (!tools) throw new Error('a card needs a desk');
  return tools;
}

export function rights(me: Me): (right: Right) => boolean {
  return (right) => me.permissions.includes(right);
}

/** How a key looks when it is told. */
export function keyLabel(command: Command): string {
  const key = keyOf[command];
  if (key === ' ') return t('moderate.keys.space');
  return key === 'Escape' ? t('moderate.keys.escape') : key.toUpperCase();
}

/** A tooltip with the key in it, while keys are on. */
export function tip(name: string, command: Command | null, keys: boolean) {
  if (!command || !keys) return { title: name };
  return {
    title: t('moderate.keys.tip', { name, key: keyLabel(command) }),
    'aria-keyshortcuts': keyOf[command],
  };
}
