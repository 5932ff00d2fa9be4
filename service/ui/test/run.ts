// All tests of the page's pure parts, bundled into one file and run by node's own runner.
import "./acts.test";
import "./book.test";
import "./drafts.test";
import "./format.test";
import "./more.test";
import "./number.test";
import "./people.test";
import "./post.test";
import "./sound.test";
import "./staircase.test";
import "./theme.test";
import "./ward.test";
import "./watchdog.test";
import "./windows.test";
import "./reactions.test";
import "./roles.test";
