// The inbox without this file works as well. With it: keys, and word of what changed elsewhere. No key answers anything.
"use strict";
