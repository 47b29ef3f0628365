// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "query/script/parameters.h"

#include <QStringList>

namespace howdah::query {

// What one of psql's commands in a script asks for. Those that only psql can do are refused by name, with what to use.
struct MetaCommand
{
    enum class Kind {
        Echo,            // \echo, \qecho: `text`
        Warn,            // \warn: the same, beside what is answered
        Set,             // `name` is to be `text`; without a name: all are listed
        Unset,           // `name`
        Timing,          // `on`; nothing: the other way round
        Expanded,        // \x, the same
        Include,         // `text` is a file: \i
        IncludeRelative, // \ir: beside the file that names it
        Copy,            // \copy: `copy` holds
        Send,            // \g
        SendExpanded,    // \gx
        Gset,            // its row becomes variables; `name` is their prefix
        Describe,        // \gdesc: the columns of the statement, which is not run
        Quit,            // \q
        Nothing,         // \restrict and the like: nothing is to be done
        Remark,          // it is for psql's own output: passed over, `text` says so
    };

    // \copy as the COPY that the server is sent, and what its data come from or go to.
    struct CopyData
    {
        enum class End { ScriptData, File, StandardOutput };
        QString sql; // "COPY t (a) FROM STDIN WITH (FORMAT csv)"
        bool toServer = true;
        End end = End::File;
        QString file;
    };

    Kind kind = Kind::Nothing;
    QString name;
    QString text;
    std::optional<bool> on;
    std::optional<CopyData> copy;
};

// Reads a command (Piece of kind BackslashLine). psql's variables in its words (:name, :'name', :"name") get their
// `values`, those without one are left as they are. `insideStatement`: Piece::insideStatement. ErrorKind::Usage names
// the command, why it is not done here, and what to use instead. Runs nothing, opens nothing. Any thread.
[[nodiscard]] Result<MetaCommand>
readMetaCommand(QByteArrayView line, bool insideStatement, const ParameterValues &values);

} // namespace howdah::query
