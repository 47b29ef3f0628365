// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QString>

#include <vector>

namespace howdah::plan {

// A document of EXPLAIN, whatever it was written in: texts, lists and maps. The readers of the formats make it, and
// buildPlans() makes plans of it. Its depth is held by whoever makes it (MostItemDepth).
struct Item
{
    enum class Kind : unsigned char { Text, List, Map };

    Kind kind = Kind::Text;
    int line = 0;
    QString text;
    std::vector<QString> keys; // of a map, one for each item
    std::vector<Item> items;

    [[nodiscard]] static Item ofText(QString text)
    {
        Item item;
        item.text = std::move(text);
        return item;
    }
    [[nodiscard]] static Item of(Kind kind, int line = 0)
    {
        Item item;
        item.kind = kind;
        item.line = line;
        return item;
    }
    [[nodiscard]] const Item *find(QStringView key) const;
    [[nodiscard]] Item *find(QStringView key) { return const_cast<Item *>(std::as_const(*this).find(key)); }
    // The item of that key, made where there is none.
    Item &child(const QString &key, Kind kind);
    Item &add(QString key, Item item);
    void add(QString key, QString value) { add(std::move(key), ofText(std::move(value))); }
};

inline constexpr int MostItemDepth = 2 * MostDepth + 40;
inline constexpr qsizetype MostItems = 2'000'000;

struct Document
{
    Item root = Item::of(Item::Kind::List);
    std::vector<Problem> problems;
};

// One for each format. Never fails: what cannot be read ends the document, with a problem.
[[nodiscard]] Document readJson(const QByteArray &utf8);
[[nodiscard]] Document readYaml(const QByteArray &utf8);
[[nodiscard]] Document readXml(const QString &text);
// `rows`: each entry is a whole line of the answer, which may have line breaks in it; else lines that may be wrapped.
struct TextLine
{
    QString text;
    int number = 0;
};
[[nodiscard]] Document readText(const std::vector<TextLine> &lines, bool rows);

[[nodiscard]] std::vector<Plan> buildPlans(Document document);

// The key of JSON for the tag of XML: "I-O-Read-Time" is "I/O Read Time".
[[nodiscard]] QString keyOfTag(QStringView tag);
// Whether what has that key is a list, which XML does not say of an empty one.
[[nodiscard]] bool isListKey(QStringView key);

} // namespace howdah::plan
