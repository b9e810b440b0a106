/**
 * The command line: words in, words or JSON out. {@link aico.cli.cli.CommandLines} puts the
 * commands together; each one calls {@link aico.cli.Suite} and hands the answer to {@link
 * aico.cli.cli.Output}.
 */
@NullMarked
package aico.cli.cli;

import org.jspecify.annotations.NullMarked;
