/** The roadmap as a Markdown file: read, written, and compared with what the hub has. */
@NullMarked
package dev.signalbox.cli.roadmap.file;

import org.jspecify.annotations.NullMarked;
