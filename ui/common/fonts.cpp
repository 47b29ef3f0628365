// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/fonts.h"

#include <QFontDatabase>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// Of the families wanted, the first that this machine has.
static QString firstFamily(const QStringList &wanted)
{
    for (const QString &family : wanted) {
        if (QFontDatabase::hasFamily(family))
            return family;
    }
    return {};
}

QFont baseFont()
{
    static const QFont chosen = [] {
        QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
        // A desktop that names a font means it; the generic ones are what a bare system falls back to.
        static const QStringList generic{u"Sans Serif"_s, u"Sans"_s, u"DejaVu Sans"_s, u"Helvetica"_s, u""_s};
        if (const QString inter = firstFamily({u"Inter"_s}); !inter.isEmpty() && generic.contains(font.family()))
            font.setFamily(inter);
        if (font.pointSizeF() <= 0 || font.pointSizeF() > 10.5 || font.pointSizeF() < 9)
            font.setPointSizeF(font.pointSizeF() > 10.5 ? font.pointSizeF() * 0.85 : 9.75);
        return font;
    }();
    return chosen;
}

QFont fixedFont()
{
    static const QFont chosen = [] {
        QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        const QString family =
            firstFamily({u"JetBrains Mono"_s, font.family(), u"Noto Sans Mono"_s, u"DejaVu Sans Mono"_s});
        if (!family.isEmpty())
            font.setFamily(family);
        font.setStyleHint(QFont::Monospace);
        font.setFixedPitch(true);
        font.setPointSizeF(baseFont().pointSizeF());
        return font;
    }();
    return chosen;
}

QFont headingFont(int step)
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    font.setPointSizeF(font.pointSizeF() * (step <= 1 ? 1.35 : 1.1));
    return font;
}

QFont smallFont()
{
    QFont font = baseFont();
    font.setPointSizeF(font.pointSizeF() * 0.92);
    return font;
}

} // namespace howdah::ui
