// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/version.h"

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

std::strong_ordering Version::operator<=>(const Version &other) const
{
    const QStringView mine = QStringView(m_text).mid(m_zeros);
    const QStringView theirs = QStringView(other.m_text).mid(other.m_zeros);
    if (mine.size() != theirs.size())
        return mine.size() <=> theirs.size();
    return mine.compare(theirs) <=> 0;
}

} // namespace howdah::migration
