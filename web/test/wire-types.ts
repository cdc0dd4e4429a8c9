/**
 * The types of the wire held against the document, by the compiler alone: `npm run check` fails where they
 * drift apart. Each line says that what the server sends can be read as what the pages take it for.
 */

import type {
  AppEvent,
  EventPage,
  EventType,
  Me,
  Page,
  Question,
  StreamMessage,
  Tag,
  Team,
  Tenant,
  VoteResult,
} from '../src/core/types';
import type { Shapes } from './wire-shapes';

/** Compiles only if `Sent` may stand where `Taken` is asked for. */
type Reads<Sent extends Taken, Taken> = Sent;
/** Compiles only if `Taken` names no field that is never sent. */
type Names<Taken extends keyof Sent, Sent> = Taken;
/** What the reducer is given. */
type Told = Shapes['Event'] | Shapes['Presence'];
/** Told by the contract for questions that are joined, which no server does yet. */
type Unheard = 'question:merged' | 'question:unmerged';

export type AllRead = [
  Reads<Shapes['Question'], Question>,
  Reads<Shapes['SeenQuestion'], Question>,
  Reads<Shapes['ReadQuestion'], Question>,
  Reads<Shapes['QuestionPage'], Page<Question>>,
  Reads<Shapes['Tag'], Tag>,
  Reads<Shapes['Team'], Team>,
  Reads<Shapes['Tenant'], Tenant>,
  Reads<Shapes['Me'], Me>,
  Reads<Shapes['Vote'], VoteResult>,
  Reads<Shapes['EventPage'], EventPage>,
  Reads<Exclude<Shapes['Message'], Told>, StreamMessage>,
  Reads<Told, AppEvent>,
];

export type AllNamed = [
  Names<keyof Question, Shapes['SeenQuestion']>,
  Names<keyof Page<Question>, Shapes['QuestionPage']>,
  Names<keyof Tag, Shapes['Tag']>,
  Names<keyof Team, Shapes['Team']>,
  Names<keyof Tenant, Shapes['Tenant']>,
  Names<keyof Me, Shapes['Me']>,
  Names<keyof VoteResult, Shapes['Vote']>,
  Names<keyof EventPage, Shapes['EventPage']>,
];

/** Every event that is told of has a type, and every type is told of. */
export type AllKnown = [Reads<Told['type'], EventType>, Reads<Exclude<EventType, Unheard>, Told['type']>];
