/** Tests read the pages in English. */
import { speak } from '../src/core/words';
import admin from '../src/words/en/admin.json';
import common from '../src/words/en/common.json';
import join from '../src/words/en/join.json';
import moderate from '../src/words/en/moderate.json';
import room from '../src/words/en/room.json';
import wall from '../src/words/en/wall.json';

export const english = { ...admin, ...common, ...join, ...moderate, ...room, ...wall };

speak('en', english);
