/** The demo: a day of a daemon, a bot and a person, played on a real hub. */
@NullMarked
package dev.signalbox.cli.demo;

import org.jspecify.annotations.NullMarked;
