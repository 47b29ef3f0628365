// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/test/boundedpattern.h"

#include "prompt/tr.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static constexpr qsizetype MostPattern = 10'000;

// PCRE2 counts its steps from anew at each place of the text, so the limit alone bounds no time. Of several limits in a
// pattern the lowest counts: who wrote it cannot raise ours.
static QRegularExpression limited(const QString &pattern, QRegularExpression::PatternOptions options, qint64 steps)
{
    return QRegularExpression(u"(*LIMIT_MATCH=%1)"_s.arg(steps) + pattern, options);
}

Result<BoundedPattern> BoundedPattern::from(const QString &pattern, bool ignoreCase)
{
    if (pattern.size() > MostPattern)
        return fail(
            ErrorKind::Invalid,
            tr("The regular expression has more than %1 characters").arg(QString::number(MostPattern)));
    BoundedPattern made;
    made.m_pattern = pattern;
    made.m_options = QRegularExpression::UseUnicodePropertiesOption;
    if (ignoreCase)
        made.m_options |= QRegularExpression::CaseInsensitiveOption;
    const QRegularExpression whole(pattern, made.m_options);
    if (!whole.isValid())
        return fail(
            ErrorKind::Invalid, tr("The regular expression is not valid at character %1: %2")
                                    .arg(QString::number(whole.patternErrorOffset() + 1), whole.errorString()));
    return made;
}

Result<bool> BoundedPattern::isIn(const QString &text, std::chrono::milliseconds most) const
{
    constexpr qint64 StepsInAll = 5'000'000; // some tenth of a second
    const qint64 everywhere = std::max<qint64>(StepsInAll / std::max<qint64>(text.size(), 1), 20);
    const QRegularExpression quick = limited(m_pattern, m_options, everywhere);
    if (const QRegularExpressionMatch match = quick.match(text); match.isValid())
        return match.hasMatch();
    // Place by place then, with a look at the clock between.
    QElapsedTimer clock;
    clock.start();
    const QRegularExpression patient = limited(m_pattern, m_options, StepsInAll);
    for (qsizetype at = 0; at <= text.size(); ++at) {
        if (at < text.size() && text[at].isLowSurrogate())
            continue;
        const QRegularExpressionMatch match = patient.match(
            text, at, QRegularExpression::NormalMatch,
            QRegularExpression::AnchorAtOffsetMatchOption | QRegularExpression::DontCheckSubjectStringMatchOption);
        if (match.hasMatch())
            return true;
        if (!match.isValid() || clock.elapsed() > most.count())
            return fail(
                ErrorKind::Timeout, tr("The regular expression takes too long on this text"),
                tr("Write it without repetitions within repetitions, as (a+)+."));
    }
    return false;
}

} // namespace howdah::prompt
