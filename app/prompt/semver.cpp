// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/semver.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

QString SemVer::toString() const
{
    QString text = u"%1.%2.%3"_s.arg(major).arg(minor).arg(patch);
    if (!preRelease.isEmpty())
        text += u'-' + preRelease.join(u'.');
    if (!build.isEmpty())
        text += u'+' + build;
    return text;
}

std::optional<SemVer> parseSemVer(QStringView text)
{
    static const QRegularExpression pattern(QRegularExpression::anchoredPattern(
        u"(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)"
        "(?:-((?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*))?"
        "(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?"_s));
    const QRegularExpressionMatch match = pattern.match(text.toString());
    if (!match.hasMatch())
        return {};
    SemVer version;
    bool ok[3] = {};
    version.major = match.captured(1).toULongLong(&ok[0]);
    version.minor = match.captured(2).toULongLong(&ok[1]);
    version.patch = match.captured(3).toULongLong(&ok[2]);
    if (!ok[0] || !ok[1] || !ok[2])
        return {};
    version.preRelease = match.captured(4).split(u'.', Qt::SkipEmptyParts);
    version.build = match.captured(5);
    return version;
}

static bool isNumber(const QString &part)
{
    return std::all_of(part.begin(), part.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

static std::weak_ordering orderOfParts(const QString &a, const QString &b)
{
    const bool numberA = isNumber(a);
    const bool numberB = isNumber(b);
    if (numberA != numberB)
        return numberA ? std::weak_ordering::less : std::weak_ordering::greater;
    // Numbers have no leading zeros: the longer one is the greater, however long.
    if (numberA && a.size() != b.size())
        return a.size() <=> b.size();
    return a.compare(b) <=> 0;
}

std::weak_ordering order(const SemVer &a, const SemVer &b)
{
    if (const auto numbers = std::tie(a.major, a.minor, a.patch) <=> std::tie(b.major, b.minor, b.patch); numbers != 0)
        return numbers;
    if (a.preRelease.isEmpty() != b.preRelease.isEmpty())
        return a.preRelease.isEmpty() ? std::weak_ordering::greater : std::weak_ordering::less;
    for (qsizetype i = 0; i < std::min(a.preRelease.size(), b.preRelease.size()); ++i)
        if (const auto parts = orderOfParts(a.preRelease[i], b.preRelease[i]); parts != 0)
            return parts;
    return a.preRelease.size() <=> b.preRelease.size();
}

bool isOlder(const QString &a, const QString &b)
{
    const std::optional<SemVer> first = parseSemVer(a);
    const std::optional<SemVer> second = parseSemVer(b);
    if (first.has_value() != second.has_value())
        return !first;
    if (!first)
        return a < b;
    const std::weak_ordering ordering = order(*first, *second);
    return ordering == 0 ? a < b : ordering < 0;
}

SemVer bumped(const SemVer &version, Bump bump)
{
    const bool pre = !version.preRelease.isEmpty();
    switch (bump) {
    case Bump::Patch:
        return {version.major, version.minor, version.patch + (pre ? 0 : 1), {}, {}};
    case Bump::Minor:
        return {version.major, version.minor + (pre && version.patch == 0 ? 0 : 1), 0, {}, {}};
    case Bump::Major:
        break;
    }
    return {version.major + (pre && version.minor == 0 && version.patch == 0 ? 0 : 1), 0, 0, {}, {}};
}

} // namespace howdah::prompt
