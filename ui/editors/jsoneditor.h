// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "editors/celleditor.h"
#include "editors/jsontreemodel.h"

#include <stop_token>

class QAction;
class QLabel;
class QLineEdit;
class QTimer;
class QTreeView;

namespace howdah::ui {

class RawText;

// JSON as a tree and as text, one document in both. What is typed is checked at once, by a worker when it is long; what
// is changed in the tree changes that span of the text and no other byte. Nothing is formatted unless it is asked for.
class JsonEditor final : public CellEditor
{
    Q_OBJECT
public:
    explicit JsonEditor(QWidget *parent = nullptr);
    ~JsonEditor() override;

    [[nodiscard]] QString problem() const override;

    [[nodiscard]] RawText *text() const { return m_text; }
    [[nodiscard]] QTreeView *tree() const { return m_tree; }
    [[nodiscard]] JsonTreeModel *model() const { return m_model; }
    [[nodiscard]] QLineEdit *finder() const { return m_finder; }
    // Whether tree and verdict are those of the text as it is now.
    [[nodiscard]] bool isChecked() const { return m_checked; }

Q_SIGNALS:
    void checked();
    void found(qsizetype hits);

public Q_SLOTS:
    void format();
    void findNext();
    void findPrevious();

protected:
    void load(const data::CellValue &value) override;
    [[nodiscard]] data::CellValue current() const override;
    [[nodiscard]] data::CellValue beginning(qint64 most) const override;
    void applyReadOnly(bool readOnly) override;
    void beginWith(const QString &text) override;

private:
    struct Check
    {
        JsonIndex index;
        QByteArray bytes; // without what only the view has
    };

    void buildLayout();
    void buildTree();
    void buildActions();
    void textChanged();
    void check();
    void checkDone(std::shared_ptr<const Check> check);
    void showVerdict();
    void replace(qint64 from, qint64 to, const QByteArray &bytes);
    void selectInText(const QModelIndex &index);
    [[nodiscard]] std::vector<QList<int>> expandedPaths() const;
    void find(int step);
    void showHit(int step);

    RawText *m_text;
    QTreeView *m_tree;
    JsonTreeModel *m_model;
    QLineEdit *m_finder;
    QLabel *m_verdict;
    QTimer *m_delay;
    QAction *m_format = nullptr;
    QAction *m_add = nullptr;
    QAction *m_remove = nullptr;
    data::CellValue m_state;                 // NULL or DEFAULT, as long as there is no text
    std::optional<data::CellValue> m_loaded; // what the text shows until it is changed
    std::shared_ptr<const Check> m_known;
    bool m_checked = false;
    bool m_ownSelection = false;
    Latest m_checks;
    std::stop_source m_stop;
    QString m_searched;
    quint64 m_searchedRevision = 0;
    std::vector<std::pair<qint64, qint64>> m_hits;
    qsizetype m_hit = -1;
};

// Where the words stand, letters in any case, up to a limit; any thread.
[[nodiscard]] std::vector<std::pair<qint64, qint64>>
findInBytes(const QByteArray &text, const QString &words, size_t most = 10'000);

} // namespace howdah::ui
