// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/readonly/readonlyrules.h"

#include "connection/readonly/readonlyjudge.h"
#include "connection/tr.h"
#include "sql/parser.h"

using namespace Qt::StringLiterals;

namespace howdah::connection {

Result<Judgement> judgeReading(const QString &sql, const JudgeOptions &options)
{
    const QByteArray text = sql.toUtf8();
    ReadOnlyJudge judge(options);
    // With backslashes as escapes a string ends elsewhere than it seems to.
    if (options.functions && !options.standardStrings && text.contains('\\'))
        return fail(readOnlyRefusal(tr("A backslash without standard_conforming_strings")));
    if (options.postgresNames && ReadOnlyJudge::plainlyReads(text))
        return Judgement();
    const auto tree = sql::parseTree(text);
    if (tree) {
        for (const QJsonValue one : *tree)
            judge.statement(one["stmt"_L1].toObject());
    } else {
        judge.words(text);
    }
    return judge.verdict();
}

Result<ReadOnlyWay> readOnlyWay(const QString &sql)
{
    const Result<Judgement> judged = judgeReading(sql);
    return judged ? Result<ReadOnlyWay>(judged->way) : fail(judged.error());
}

} // namespace howdah::connection
