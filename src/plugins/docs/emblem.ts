/** Logo, a book with a castle on its page: icon of every page. */
export const emblem = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="14" fill="#3b2a63"/>
<path d="M10 46c8-4 16-3 22 2 6-5 14-6 22-2v5c-8-4-16-3-22 2-6-5-14-6-22-2z" fill="#f4e9d0"/>
<path d="M19 39V15h6v5h4v-5h6v5h4v-5h6v24c-5 0-9 1-13 4-4-3-8-4-13-4z" fill="#f2b84b"/>
<path d="M28 42V33a4 4 0 0 1 8 0v9l-4 2z" fill="#3b2a63"/>
</svg>
`
