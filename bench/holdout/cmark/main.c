// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "holdout.h"

#include "cmark.h"

static const char document[] =
    "# Title with `code` and *stress*\n\n"
    "A paragraph with **strong** words, a [link](https://example.org \"a title\"), an\n"
    "image ![of a board](board.png), an entity &amp; and <em>markup</em>.\n\n"
    "* one\n* two, with\n  a second line\n    * nested\n    * list\n* three\n\n"
    "1. first\n2. second\n\n"
    "> A quotation\n> of two lines\n>\n> > and another in it\n\n"
    "```c\nint main(void) {\n    return 0;\n}\n```\n\n"
    "    indented <code> & more\n\n"
    "Heading\n-------\n\n"
    "A [reference][board] and a hard  \nbreak, then \\*escaped\\* stars and "
    "<https://example.org>.\n\n"
    "[board]: /boards \"Boards\"\n\n"
    "***\n\nThe end of ***all*** that.\n";

uint32_t run(uint32_t rounds) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        int options = i % 2 == 0 ? CMARK_OPT_DEFAULT : CMARK_OPT_SOURCEPOS | CMARK_OPT_SMART;
        char *html = cmark_markdown_to_html(document, (int)sizeof document - 1, options);
        sum = mix_bytes(sum, html, strlen(html));
        free(html);
    }
    return sum;
}
