import { runSuite } from './suite.mjs';

runSuite({ secure: true });
