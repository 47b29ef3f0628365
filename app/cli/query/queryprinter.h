// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "cli/terminal/terminaltext.h"
#include "query/run/scriptrun.h"

#include <QByteArrayList>

#include <functional>

namespace howdah::cli {

enum class QueryFormat { Table, Csv, Json, Ndjson };

// Writes what a script answers while it runs: rows to standard output, everything else beside them to the error stream.
class QueryPrinter final : public query::RunObserver
{
public:
    using Kept = std::function<void(const query::Outcome &)>;
    // `name`: of the script, before the place of an error. `kept` hears of each outcome as well.
    QueryPrinter(Output &output, QueryFormat format, QString name, Kept kept);

    void began(const query::Outcome &outcome) override;
    connection::RowSink rowsOf(const query::Outcome &outcome) override;
    void noticed(qint64 number, const connection::Notice &notice) override;
    void ended(const query::Outcome &outcome) override;
    // What is to be said at the end; the exit code.
    [[nodiscard]] int finish(const query::RunReport &report);

private:
    void put(const QByteArray &text);
    void openOutcome(const query::ScriptPlace &place);
    void putRows(const connection::RowBatch &rows, const query::ScriptPlace &place);
    void putOutcome(const query::Outcome &outcome);
    void say(const query::Outcome &outcome);
    void sayError(const query::Outcome &outcome);
    [[nodiscard]] QString placeOf(const query::Outcome &outcome) const;

    Output &m_output;
    const QueryFormat m_format;
    const QString m_name;
    const Kept m_kept;
    ExactOutput m_exact; // rows go out as they are
    bool m_hasHeader = false;
    bool m_expanded = false;
    bool m_isCopy = false;
    bool m_firstOutcome = true;
    bool m_firstRow = true;
    QByteArrayList m_names; // of the columns, as JSON has them
};

} // namespace howdah::cli
