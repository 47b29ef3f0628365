// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"

#include <QStringList>

namespace howdah::cli {

struct EntityOptions
{
    QString database;
    QStringList files; // of check
    QString entity;    // "user", or "uaip.user"
    QString action;
    QString key;
    QString search;
    int limit = 20;
    bool reveal = false;    // sensitive values are shown
    QStringList parameters; // "id=value"
    QString passwordFile;   // "-" is standard input
    bool yes = false;
    QString schema; // of draft
    QString file;   // of draft; empty: standard output
    bool force = false;
    int view = 0;   // of view, from 1 on; 0: the first that fits
    QString format; // likewise
};

// `howdahctl entities ...`; each answers an exit code.

// The models; with a database those that hold there, and their entities.
[[nodiscard]] int entityList(Output &output, const EntityOptions &options);
// Whether files are models; with a database, whether it has what they name and takes their SQL. Without files all that
// are known. ExitFailed where there is a problem.
[[nodiscard]] int entityCheck(Output &output, const EntityOptions &options);
// The newest rows of an entity, or one of them with what it is related to and what can be done with it.
[[nodiscard]] int entityShow(Output &output, const EntityOptions &options);
// A row as a timeline or a thread, or a table as a board: on standard output, or in a file.
[[nodiscard]] int entityView(Output &output, const EntityOptions &options);
// Carries out an action on one row. Without consent nothing is changed.
[[nodiscard]] int entityAct(Output &output, const EntityOptions &options);
// A model of the database as its catalog suggests it.
[[nodiscard]] int entityDraft(Output &output, const EntityOptions &options);

} // namespace howdah::cli
