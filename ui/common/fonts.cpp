// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/fonts.h"

#include <QFontDatabase>
#include <QHash>

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

static QFont systemBase()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    // A desktop that names a font means it; the generic ones are what a bare system falls back to.
    static const QStringList generic{u"Sans Serif"_s, u"Sans"_s, u"DejaVu Sans"_s, u"Helvetica"_s, u""_s};
    if (const QString inter = firstFamily({u"Inter"_s}); !inter.isEmpty() && generic.contains(font.family()))
        font.setFamily(inter);
    if (font.pointSizeF() <= 0 || font.pointSizeF() > 10.5 || font.pointSizeF() < 9)
        font.setPointSizeF(font.pointSizeF() > 10.5 ? font.pointSizeF() * 0.85 : 9.75);
    return font;
}

// In SQL and in values != and -> are two characters each. The makers of the fonts that join them offer the same letters
// without; Qt can switch it off in any font from 6.7 on.
QString withoutLigatures(const QString &family)
{
    static const QHash<QString, QString> siblings{
        {u"JetBrains Mono"_s, u"JetBrains Mono NL"_s},
        {u"Fira Code"_s, u"Fira Mono"_s},
        {u"Cascadia Code"_s, u"Cascadia Mono"_s},
        {u"Source Code Pro Ligatures"_s, u"Source Code Pro"_s}};
    return siblings.value(family, family);
}

static QFont systemFixed()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    const QString family =
        firstFamily({withoutLigatures(font.family()), font.family(), u"Noto Sans Mono"_s, u"DejaVu Sans Mono"_s});
    if (!family.isEmpty())
        font.setFamily(family);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    for (const char *feature : {"liga", "calt", "clig"})
        font.setFeature(QFont::Tag(feature), 0);
#endif
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    return font;
}

namespace {

// The fonts in use: a row of a grid asks for them, so they are made once for each choice.
struct Fonts
{
    FontChoice choice;
    QFont base;
    QFont fixed;

    explicit Fonts(const FontChoice &chosen)
        : choice(chosen)
        , base(systemBase())
        , fixed(systemFixed())
    {
        const double scale = choice.zoom / 100.0;
        const double points = choice.interfacePoints > 0 ? choice.interfacePoints : base.pointSizeF();
        base.setPointSizeF(points * scale);
        // One that has been removed since is not taken for another that is near it.
        if (!choice.fixedFamily.isEmpty() && QFontDatabase::hasFamily(choice.fixedFamily))
            fixed.setFamily(choice.fixedFamily);
        fixed.setPointSizeF((choice.fixedPoints > 0 ? choice.fixedPoints : points) * scale);
    }
};

Fonts &fonts()
{
    static Fonts current{FontChoice()};
    return current;
}

} // namespace

const FontChoice &fontChoice() { return fonts().choice; }

void chooseFonts(const FontChoice &choice)
{
    if (choice != fonts().choice)
        fonts() = Fonts(choice);
}

int zoomed(int pixels) { return qRound(pixels * fontChoice().zoom / 100.0); }

QFont baseFont() { return fonts().base; }

QFont fixedFont() { return fonts().fixed; }

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
