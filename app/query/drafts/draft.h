// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/drafts/textfile.h"

#include <QDateTime>

namespace howdah::query {

// What a tab is, so that it can be there again.
struct Draft
{
    QString id; // of the tab; a file name: letters, digits, - and _
    QString title;
    QString database;    // a profile's name, or a connection without its password
    QString file;        // that it is of; empty: a scratch tab
    TextForm form;       // of that file
    QByteArray fileHash; // of its bytes as they were read or written last (TextFile::hash)
    int place = 0;       // among the tabs, from 0
    qint64 cursor = 0;   // byte in the text
    QByteArray text;     // UTF-8
    QDateTime saved;     // set by the store
    bool operator==(const Draft &) const = default;
};

} // namespace howdah::query
