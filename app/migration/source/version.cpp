// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/version.h"

namespace howdah::migration {

static qsizetype countDigits(QStringView text)
{
    qsizetype count = 0;
    while (count < text.size() && text[count] >= u'0' && text[count] <= u'9')
        ++count;
    return count;
}

std::optional<Version> Version::leading(QStringView text)
{
    const qsizetype digits = countDigits(text);
    if (digits == 0)
        return std::nullopt;
    Version version;
    version.m_text = text.left(digits).toString();
    while (version.m_zeros + 1 < digits && text[version.m_zeros] == u'0')
        ++version.m_zeros;
    return version;
}

std::optional<Version> Version::parse(QStringView text)
{
    return countDigits(text) == text.size() ? leading(text) : std::nullopt;
}

std::optional<Version> Version::keyed(QStringView digits, const QString &identity)
{
    std::optional<Version> version = parse(digits);
    if (version)
        version->m_identity = identity;
    return version;
}

Version Version::named(const QString &identity)
{
    Version version;
    version.m_text = identity;
    version.m_identity = identity;
    version.m_named = true;
    return version;
}

std::optional<Version> Version::restore(QStringView text, const QString &identity)
{
    return !identity.isEmpty() && text == identity ? std::optional(named(identity)) : keyed(text, identity);
}

std::strong_ordering Version::operator<=>(const Version &other) const
{
    if (m_named != other.m_named)
        return m_named <=> other.m_named;
    if (m_named)
        return m_text.toUtf8().compare(other.m_text.toUtf8()) <=> 0;
    const QStringView mine = QStringView(m_text).mid(m_zeros);
    const QStringView theirs = QStringView(other.m_text).mid(other.m_zeros);
    if (mine.size() != theirs.size())
        return mine.size() <=> theirs.size();
    if (const int order = mine.compare(theirs); order != 0)
        return order <=> 0;
    return m_identity.compare(other.m_identity) <=> 0;
}

QString label(const Version &version, const QString &name)
{
    // The text of a named version is its whole name.
    if (name.isEmpty() || version.text() == version.identity())
        return version.text().isEmpty() ? name : version.text(); // a seed has none
    return version.text() + u'-' + name;
}

} // namespace howdah::migration
