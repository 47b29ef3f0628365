// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/assist/knowndatabase.h"
#include "query/assist/servercheck.h"
#include "query/assist/usespopup.h"
#include "query/complete/nameatcursor.h"
#include "query/complete/statementedits.h"

#include <QLineEdit>
#include <QPointer>

namespace howdah::ui {

// What the names of a text mean: tips, the way to where they are defined, where the database uses them, and what is
// changed by its name. What is read off the UI thread is shown when it is there, if the cursor is still where it was.
// UI thread.
class NameGuide final : public QObject
{
    Q_OBJECT
public:
    NameGuide(
        SqlEditor *editor, KnownDatabase *known, const ServerCheck *check, std::function<QStringList()> searchPath,
        QObject *parent = nullptr);

    void describe(); // at the cursor
    void goToDefinition();
    void findUses();
    void renameAlias();
    void expandStar();

    // For tests: what was shown last.
    [[nodiscard]] const QString &tip() const { return m_tip; }
    [[nodiscard]] UsesPopup *usesPopup() const { return m_uses; }
    [[nodiscard]] QLineEdit *renameField() const { return m_rename; }

Q_SIGNALS:
    void tipShown();
    void objectWanted(const QString &schema, const QString &name);
    void textWanted(const QString &title, const QByteArray &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    using Meaning = std::optional<query::complete::NameMeaning>;
    struct Place
    {
        KnownDatabase::Question question;
        qint64 begin = 0; // of its text in that of the editor
    };
    [[nodiscard]] Place placeAt(qint64 byte) const;
    template <typename Handler>
    void askMeaning(Latest &latest, qint64 byte, Handler handler);
    void showTipAt(qint64 byte, QPoint global);
    [[nodiscard]] QString tipOf(const Meaning &meaning, qint64 byte) const;
    void say(const QString &text);
    void goTo(const query::complete::NameMeaning &meaning, qint64 begin);
    void open(catalog::Oid relation, catalog::Oid function);
    void openText(const QString &title, catalog::Oid oid);
    void showUses(const query::complete::NameMeaning &meaning);
    void apply(const std::vector<query::complete::TextEdit> &edits, qint64 begin);
    void startRename(Place place, const QString &name);
    void finishRename();
    [[nodiscard]] bool takeRenameKey(QEvent *event);
    [[nodiscard]] bool takeMouse(const QEvent &event);
    [[nodiscard]] QRect caret() const;
    [[nodiscard]] qint64 byteAt(QPoint point) const; // -1: none
    [[nodiscard]] bool isWrongAt(qint64 byte) const;

    SqlEditor *m_editor;
    KnownDatabase *m_known;
    const ServerCheck *m_check;
    std::function<QStringList()> m_searchPath;
    Latest m_tipAsked;
    Latest m_asked;
    Latest m_usesAsked;
    QPointer<UsesPopup> m_uses;
    QLineEdit *m_rename; // a child of the text
    Place m_renamed;     // what the field is for
    QString m_oldName;
    QString m_tip;
    bool m_pressed = false; // with Ctrl, on its way to a definition
};

} // namespace howdah::ui
