// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

#include <vector>

class QGridLayout;
class QLabel;
class QLineEdit;

namespace howdah::ui {

// One field of a form: its key is that of connection::setField().
struct ProfileFieldSpec
{
    enum class Kind { Line, Choice, File, Switch };

    QString key;
    QString label;
    Kind kind = Kind::Line;
    QString placeholder = {}; // for Choice: what the empty value means
    QString toolTip = {};
    std::vector<std::pair<QString, QString>> choices = {}; // value and words
};

// Fields one below the other, each with its problem beneath it; scrolls where there is no room. Values are texts, as
// connection::setField() takes them.
class ProfileForm final : public QScrollArea
{
    Q_OBJECT
public:
    explicit ProfileForm(QWidget *parent = nullptr);

    void add(const ProfileFieldSpec &spec);
    // A widget of its own, whose value somebody else keeps; problems with these keys stand beneath it.
    void add(const QStringList &keys, const QString &label, QWidget *widget);
    void addHeading(const QString &text);
    void addNote(QLabel *note);
    void finish(); // what is free stays free at the bottom

    [[nodiscard]] QStringList keys() const; // of the fields whose values it keeps
    [[nodiscard]] bool has(const QString &key) const;
    [[nodiscard]] QString value(const QString &key) const;
    void setValue(const QString &key, const QString &value); // emits nothing
    void setProblem(const QString &key, const QString &problem);
    [[nodiscard]] bool hasProblem() const;
    void setRowVisible(const QString &key, bool visible);
    void focusField(const QString &key);

Q_SIGNALS:
    void edited(const QString &key);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Row
    {
        QStringList keys;
        ProfileFieldSpec::Kind kind = ProfileFieldSpec::Kind::Line;
        QLabel *label = nullptr;
        QWidget *box = nullptr;    // what stands in the grid
        QWidget *editor = nullptr; // nullptr: its value is kept by somebody else
        QWidget *focus = nullptr;
        QLabel *problem = nullptr;
        QMap<QString, QString> problems;
    };
    [[nodiscard]] const Row *row(const QString &key) const;
    [[nodiscard]] Row *row(const QString &key);
    QWidget *buildEditor(const ProfileFieldSpec &spec, QWidget *&box);
    void place(Row row);
    void chooseFile(QLineEdit *field, const QString &title);

    QWidget *m_content;
    QGridLayout *m_grid;
    std::vector<Row> m_rows;
};

} // namespace howdah::ui
