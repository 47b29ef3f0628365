// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/list/migrationreader.h"

#include <QToolButton>

namespace howdah::ui {

// Names the folder that migrations come from, and offers the packs, the folders used before, and any other. Asks no
// disk itself. A source is the path of a folder, or "pack:uaip".
class SourcePicker final : public QToolButton
{
    Q_OBJECT
public:
    explicit SourcePicker(QAction *chooseFolder, QWidget *parent = nullptr);

    void setPacks(std::vector<PackChoice> packs);
    [[nodiscard]] const std::vector<PackChoice> &packs() const { return m_packs; }
    void setRecent(const QStringList &folders);
    [[nodiscard]] QStringList recent() const { return m_recent; }
    void addRecent(const QString &folder);

    // `title` as its pack.yaml gives it; "" until that is read.
    void setCurrent(const QString &source, const QString &title = {});
    // The folder of a source; empty for a pack that is not there.
    [[nodiscard]] QString folderOf(const QString &source) const;
    // "pack:uaip" for the folder of a pack, else the folder.
    [[nodiscard]] QString sourceOf(const QString &folder) const;

Q_SIGNALS:
    void chosen(const QString &source);

private:
    void rebuild();
    void addEntry(const QString &source, const QString &text, const QString &folder);

    QAction *m_chooseFolder;
    std::vector<PackChoice> m_packs;
    QStringList m_recent;
    QString m_current;
};

} // namespace howdah::ui
