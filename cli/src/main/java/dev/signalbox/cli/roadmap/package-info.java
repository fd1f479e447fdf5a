/** Roadmaps as Markdown files: read, written, and compared with the one on the hub. No terminal, no HTTP. */
@NullMarked
package dev.signalbox.cli.roadmap;

import org.jspecify.annotations.NullMarked;
