// The return page of a sign-in. It takes the answer out of the address before anything else can see it, keeps it for
// this tab, and leaves by replacing itself with a new document.

import { keepAnswer, readFragment } from "./answer/answer";

const answer = readFragment(location.hash);
history.replaceState(null, "", location.pathname);
if (answer) keepAnswer(sessionStorage, answer, Date.now());
location.replace("/#/settings/integrations/finish");
