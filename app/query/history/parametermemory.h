// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "query/script/parameters.h"

#include <QFuture>
#include <QThreadPool>

namespace howdah::query {

// The values that were last given to statements, by their fingerprints: a private file of the state folder, which
// several processes may use. Work is done on a thread of its own. One thread; its end waits for what was noted.
class ParameterMemory final
{
public:
    explicit ParameterMemory(QString path = usualPath());
    ~ParameterMemory();
    ParameterMemory(const ParameterMemory &) = delete;
    ParameterMemory &operator=(const ParameterMemory &) = delete;

    [[nodiscard]] static QString usualPath();
    // How many statements are remembered; the ones that were not used for the longest time go first.
    static constexpr int Most = 2000;
    // Longer texts are not remembered.
    static constexpr qsizetype LongestValue = 10'000;

    // Empty where nothing is known. ErrorKind::Invalid: the file is damaged.
    [[nodiscard]] QFuture<Result<ParameterValues>> recall(const QByteArray &fingerprint);
    // Nothing in `values`: what is known is forgotten.
    QFuture<Result<void>> note(const QByteArray &fingerprint, const ParameterValues &values);

private:
    const QString m_path;
    QThreadPool m_thread;
};

} // namespace howdah::query
