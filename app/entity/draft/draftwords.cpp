// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/draft/draftwords.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace howdah::entity {

namespace {

// Those that have no plural of their own.
bool isUncountable(const QString &word)
{
    static const QStringList words{u"staff"_s, u"data"_s,    u"metadata"_s, u"media"_s,     u"news"_s,
                                   u"info"_s,  u"history"_s, u"series"_s,   u"equipment"_s, u"feedback"_s};
    return words.contains(word);
}

// Plurals that no rule makes.
const QHash<QString, QString> &irregular()
{
    static const QHash<QString, QString> words{
        {u"people"_s, u"person"_s},       {u"children"_s, u"child"_s},     {u"men"_s, u"man"_s},
        {u"women"_s, u"woman"_s},         {u"movies"_s, u"movie"_s},       {u"cookies"_s, u"cookie"_s},
        {u"caches"_s, u"cache"_s},        {u"indices"_s, u"index"_s},      {u"analyses"_s, u"analysis"_s},
        {u"analytics"_s, u"analytics"_s}, {u"criteria"_s, u"criterion"_s}, {u"axes"_s, u"axis"_s}};
    return words;
}

QString singularWord(const QString &word)
{
    if (const QString found = irregular().value(word); !found.isEmpty())
        return found;
    if (isUncountable(word))
        return word;
    if (word.endsWith("ies"_L1) && word.size() > 4)
        return word.chopped(3) + u'y';
    for (const char *end : {"sses", "xes", "ches", "shes", "uses", "ases"}) {
        // "houses" and "databases" lose their last letter alone.
        const bool isPlain = word.endsWith("houses"_L1) || word.endsWith("bases"_L1) || word.endsWith("cases"_L1)
                          || word.endsWith("phases"_L1) || word.endsWith("leases"_L1) || word.endsWith("causes"_L1);
        if (!isPlain && word.endsWith(QLatin1StringView(end)))
            return word.chopped(2);
    }
    const bool isSingular = word.endsWith("ss"_L1) || word.endsWith("us"_L1) || word.endsWith("is"_L1);
    return word.endsWith(u's') && !isSingular ? word.chopped(1) : word;
}

QString pluralWord(const QString &word)
{
    if (isUncountable(word) || singularWord(word) != word)
        return word; // it is one
    for (auto it = irregular().begin(); it != irregular().end(); ++it) {
        if (it.value() == word)
            return it.key();
    }
    static const QRegularExpression consonantAndY(u"[^aeiou]y$"_s);
    if (consonantAndY.match(word).hasMatch())
        return word.chopped(1) + u"ies"_s;
    static const QRegularExpression hissing(u"(s|x|z|ch|sh)$"_s);
    return word + (hissing.match(word).hasMatch() ? u"es"_s : u"s"_s);
}

QString withLastWord(const QString &name, QString (*change)(const QString &))
{
    QStringList words = wordsOf(name).split(u' ', Qt::SkipEmptyParts);
    if (!words.isEmpty())
        words.last() = change(words.last());
    return words.join(u' ');
}

} // namespace

QString idOf(const QString &name)
{
    QString id;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const QChar c = name[i];
        const bool isPlain = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        if (c >= u'A' && c <= u'Z') {
            // "kycURL" is one word at its end.
            const bool isInside = i > 0 && name[i - 1].isUpper() && (i + 1 == name.size() || !name[i + 1].isLower());
            if (!id.isEmpty() && !id.endsWith(u'_') && !isInside)
                id += u'_';
            id += c.toLower();
        } else {
            id += isPlain ? c : u'_';
        }
    }
    return id.isEmpty() || !(id[0] >= u'a' && id[0] <= u'z') ? u"t_"_s + id : id;
}

QString wordsOf(const QString &name) { return idOf(name).replace(u'_', u' ').simplified(); }

QString singularOf(const QString &name) { return withLastWord(name, singularWord); }

QString pluralOf(const QString &name) { return withLastWord(name, pluralWord); }

QString titleOf(const QString &words)
{
    static const QStringList abbreviations{u"ai"_s, u"api"_s, u"kyc"_s, u"llm"_s, u"id"_s, u"hr"_s, u"it"_s, u"us"_s};
    QStringList all = words.split(u' ', Qt::SkipEmptyParts);
    for (QString &word : all) {
        if (abbreviations.contains(word) && (word != "it"_L1 || all.size() == 1))
            word = word.toUpper();
    }
    QString title = all.join(u' ');
    if (!title.isEmpty())
        title[0] = title[0].toUpper();
    return title;
}

bool isNamed(const QString &name, const char *pattern)
{
    return QRegularExpression(QString::fromLatin1(pattern)).match(idOf(name)).hasMatch();
}

} // namespace howdah::entity
