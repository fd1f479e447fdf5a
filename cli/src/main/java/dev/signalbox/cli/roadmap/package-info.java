/** Commands over the roadmap: its items, their order, their history, and the Markdown file. */
@NullMarked
package dev.signalbox.cli.roadmap;

import org.jspecify.annotations.NullMarked;
