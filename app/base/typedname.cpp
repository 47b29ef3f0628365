// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/typedname.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah {

namespace {

bool isUnseen(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
    case QChar::Other_NotAssigned:
    case QChar::Other_PrivateUse:
        return true;
    case QChar::Separator_Space:
        return c != u' ';
    default:
        return false;
    }
}

} // namespace

QString typableName(const QString &name)
{
    const bool ends = name.startsWith(u' ') || name.endsWith(u' ');
    if (!ends && std::ranges::none_of(name, isUnseen))
        return name;
    QString typable;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const QChar c = name[i];
        const bool end = c == u' ' && (i == 0 || i + 1 == name.size());
        if (c == u'\\')
            typable += u"\\\\"_s;
        else if (end || isUnseen(c))
            typable += u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0'));
        else
            typable += c;
    }
    return typable;
}

bool isTyped(const QString &typed, const QString &name)
{
    const auto composed = [](const QString &text) { return text.normalized(QString::NormalizationForm_C); };
    return !name.isEmpty() && composed(typed) == composed(typableName(name));
}

} // namespace howdah
