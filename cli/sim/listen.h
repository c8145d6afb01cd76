// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SIM_LISTEN_H
#define CLI_SIM_LISTEN_H

#include "play.h"

enum news {
    NEWS_AT,  // it has stopped and waits for what is next
    NEWS_OK,
    NEWS_NO,
    NEWS_OVER,    // it has ended
    NEWS_SILENT,  // it has said nothing for as long as it may
    NEWS_WRONG,   // it has said what no program of this version says
};

// Takes what the program says, and records it, up to the first that is news.
enum news listen_to(struct play *play);

#endif
