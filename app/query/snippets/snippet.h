// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <vector>

namespace howdah::query {

// A text with fields to fill in, by a short word.
struct Snippet
{
    QString word;  // that is typed: "sel"
    QString title; // "SELECT ... FROM ... WHERE"
    QString text;  // with its fields: ${1:columns}, $2, ${0} where the cursor ends, \$ for a dollar
    bool isOwn = false;
    bool operator==(const Snippet &) const = default;
};

// A snippet as it is inserted.
struct FilledSnippet
{
    struct Field
    {
        int number = 0; // 0 is the last
        qsizetype offset = 0;
        qsizetype size = 0;
        bool operator==(const Field &) const = default;
    };
    QByteArray text;           // UTF-8
    std::vector<Field> fields; // in the order of the text; those of one number are one after another
};
// `indent` stands before each line but the first.
[[nodiscard]] FilledSnippet fillSnippet(const QString &text, QByteArrayView indent, QByteArrayView lineEnd = "\n");

// In the folder of the configuration. Need not exist.
[[nodiscard]] QString ownSnippetFile();

struct SnippetFile
{
    QList<Snippet> snippets;
    QStringList problems; // "snippets.yaml:3:5: ..."
};
// Own ones and those that come with the program, by their words; an own one takes the place of one of the same word.
// Blocks on the disk.
[[nodiscard]] SnippetFile readSnippets(const QString &ownFile = ownSnippetFile());
} // namespace howdah::query
