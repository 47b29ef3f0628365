// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/output.h"

#include <QJsonObject>

namespace howdah::cli {

// How a command says what came of it: as text for people, as one JSON document where that is asked for.

void print(Output &output, const QJsonObject &object);

// What a command was at when an error came. With the kind of the error it decides on the exit code.
enum class Stage {
    Anything,      // the kind alone says it: a wrong command line, no connection, or a failure
    Words,         // reading what was typed, and what it names: the command line makes no sense, whatever the kind
    Naming,        // finding here what was named: a thing that is not there is a wrong command line
    Finding,       // finding it in the database
    Files,         // reading and writing here; there is no connection that could be missing
    Opening,       // whatever is no wrong command line means that there is no connection
    Connecting,    // to what was found already: there is none
    Running,       // a session is open
    Applying,      // of what was planned: nothing typed is at fault any more
    Rehearsing,    // Anything, but a version or folder that is not there is a wrong command line
    PrivateServer, // starting and stopping it: it cannot be reached, or something failed
    Work,          // whatever it is, it failed
};

// The one place that chooses the exit code of an error.
[[nodiscard]] ExitCode exitCodeOf(const Error &error, Stage stage);
// The one place that shows errors: on the error stream, and with --json as a document as well. Answers the exit code.
int failed(Output &output, const Error &error, Stage stage = Stage::Anything);
// For a command whose documents are something else: in words alone.
int failedInWords(Output &output, const Error &error, Stage stage);
// An error that does not end the command.
void showError(QTextStream &err, const Error &error);

} // namespace howdah::cli
