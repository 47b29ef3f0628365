// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelframe.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

using connection::PipelineAnswer;
using connection::Session;
using connection::Statement;

// What frames every read of ours: nothing can be written, nothing runs for ever, and times come in a form that is
// known. All of it ends with the transaction.
static std::vector<Statement> frameBegin(int timeoutMs, const QByteArray &zone)
{
    return {
        {u"BEGIN TRANSACTION READ ONLY"_s, {}},
        {u"SELECT pg_catalog.set_config('statement_timeout', $1, true), pg_catalog.set_config('timezone', $2, true),"
         " pg_catalog.set_config('datestyle', 'ISO', true), pg_catalog.set_config('intervalstyle', 'iso_8601', true),"
         // Queries were read so before they are sent.
         " pg_catalog.set_config('standard_conforming_strings', 'on', true)"_s,
         {QByteArray::number(timeoutMs), zone}},
    };
}

Statement pathOf(const QString &path)
{
    return {u"SELECT pg_catalog.set_config('search_path', '%1', true)"_s.arg(path), {}};
}

Result<std::vector<connection::Answer>>
readFramed(Session &session, std::vector<Statement> statements, int timeoutMs, const QByteArray &zone)
{
    std::vector<Statement> all = frameBegin(timeoutMs, zone);
    const size_t before = all.size();
    std::ranges::move(statements, std::back_inserter(all));
    all.push_back({u"COMMIT"_s, {}});
    Result<PipelineAnswer> answer = session.pipeline(std::move(all)).result();
    if (const Error *error = failureOf(answer))
        return std::unexpected(*error);
    std::vector<connection::Answer> wanted(
        std::make_move_iterator(answer->answers.begin() + qsizetype(before)),
        std::make_move_iterator(answer->answers.end() - 1));
    return wanted;
}

} // namespace howdah::metrics
