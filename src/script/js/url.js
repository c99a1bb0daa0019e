// URL and URLSearchParams for the addresses that blueprints handle: hierarchical ones with a host
// (http, https, ws, wss, ftp, file, others with //) and opaque ones (mailto:x). No IDNA, no IPv4 in
// odd bases.
'use strict'
const defaultPorts = { 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443', 'ftp:': '21', 'file:': '' }
const special = (protocol) => protocol in defaultPorts

function encode(text, keep) {
	return String(text)
		.toWellFormed()
		.replace(/%[0-9a-f]{2}|[^!-~]|["<>`{}#?]/giu, (c) => {
			if (c.length === 3 && c[0] === '%') return c
			return keep.includes(c) ? c : encodeURIComponent(c)
		})
}
function encodeForm(text) {
	return encodeURIComponent(String(text).toWellFormed())
		.replace(/%20/g, '+')
		.replace(/[!'()~]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase())
}
function decodeForm(text) {
	const plain = text.replace(/\+/g, ' ')
	try {
		return decodeURIComponent(plain)
	} catch (error) {
		return plain.replace(/(%[0-9a-f]{2})+/gi, (run) => {
			try {
				return decodeURIComponent(run)
			} catch (e) {
				return run
			}
		})
	}
}

class URLSearchParams {
	#pairs = []
	#changed = null
	constructor(init = '', changed = null) {
		if (typeof init === 'object' && init !== null) {
			const list = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init)
			for (const [name, value] of list) this.#pairs.push([String(name), String(value)])
		} else this.#read(String(init))
		if (typeof changed === 'function') this.#changed = changed
	}
	#read(text) {
		for (const piece of text.replace(/^\?/, '').split('&')) {
			if (piece === '') continue
			const cut = piece.indexOf('=')
			const name = cut < 0 ? piece : piece.slice(0, cut)
			this.#pairs.push([decodeForm(name), cut < 0 ? '' : decodeForm(piece.slice(cut + 1))])
		}
	}
	#set(pairs) {
		this.#pairs = pairs
		if (this.#changed) this.#changed(this.toString())
	}
	get size() {
		return this.#pairs.length
	}
	append(name, value) {
		this.#set([...this.#pairs, [String(name), String(value)]])
	}
	delete(name, value) {
		this.#set(this.#pairs.filter(([n, v]) => n !== String(name) || (value !== undefined && v !== String(value))))
	}
	get(name) {
		const found = this.#pairs.find(([n]) => n === String(name))
		return found ? found[1] : null
	}
	getAll(name) {
		return this.#pairs.filter(([n]) => n === String(name)).map(([, value]) => value)
	}
	has(name, value) {
		return this.#pairs.some(([n, v]) => n === String(name) && (value === undefined || v === String(value)))
	}
	set(name, value) {
		const first = this.#pairs.findIndex(([n]) => n === String(name))
		if (first < 0) return this.append(name, value)
		const pairs = this.#pairs.filter(([n], i) => n !== String(name) || i === first)
		pairs[first] = [String(name), String(value)]
		this.#set(pairs)
	}
	sort() {
		this.#set(this.#pairs.toSorted((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)))
	}
	forEach(work, self) {
		for (const [name, value] of this.#pairs) work.call(self, value, name, this)
	}
	*entries() {
		for (const [name, value] of this.#pairs) yield [name, value]
	}
	*keys() {
		for (const [name] of this.#pairs) yield name
	}
	*values() {
		for (const [, value] of this.#pairs) yield value
	}
	[Symbol.iterator]() {
		return this.entries()
	}
	toString() {
		return this.#pairs.map(([name, value]) => encodeForm(name) + '=' + encodeForm(value)).join('&')
	}
}

function invalid(text) {
	const error = new TypeError('Invalid URL: ' + text)
	error.code = 'ERR_INVALID_URL'
	throw error
}

function withoutDots(path) {
	const out = []
	const steps = path.split('/')
	steps.forEach((step, i) => {
		const last = i === steps.length - 1
		const plain = step.replace(/%2e/gi, '.')
		if (plain === '..') {
			if (out.length > 1) out.pop()
			if (last) out.push('')
		} else if (plain === '.') {
			if (last) out.push('')
		} else out.push(step)
	})
	return out.join('/')
}

function parseAuthority(parts, text, whole) {
	const at = text.lastIndexOf('@')
	if (at >= 0) {
		const [user, ...password] = text.slice(0, at).split(':')
		parts.username = encode(user, '')
		parts.password = encode(password.join(':'), '')
	}
	const match = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(text.slice(at + 1))
	if (!match || Number(match[2]) > 65535) invalid(whole)
	parts.hostname = match[1].toLowerCase()
	if (/[\s#%<>?@\\^|]/.test(parts.hostname)) invalid(whole)
	if (special(parts.protocol) && parts.protocol !== 'file:' && parts.hostname === '') invalid(whole)
	const port = match[2] ? String(Number(match[2])) : ''
	parts.port = port === defaultPorts[parts.protocol] ? '' : port
}

function parse(text, base) {
	const whole = String(text).trim().replace(/[\t\n\r]/g, '')
	const [, before, query, hash] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(whole)
	const scheme = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(before)
	const parts = { protocol: '', username: '', password: '', hostname: '', port: '', pathname: '', authority: false }
	parts.search = query && query !== '?' ? encode(query, '?{}`') : ''
	parts.hash = hash && hash !== '#' ? encode(hash, '#{}?') : ''
	let path
	if (scheme) {
		parts.protocol = scheme[1].toLowerCase() + ':'
		path = scheme[2]
	} else {
		if (!base) invalid(text)
		path = before
		Object.assign(parts, { protocol: base.protocol })
	}
	if (special(parts.protocol)) path = path.replace(/\\/g, '/')
	if (scheme && special(parts.protocol) && parts.protocol !== 'file:') path = '//' + path.replace(/^\/*/, '')
	const authority = /^\/\/([^/]*)(.*)$/s.exec(path)
	if (authority) {
		parts.authority = true
		parseAuthority(parts, authority[1], text)
		path = authority[2]
	} else if (scheme) {
		parts.pathname = encode(path, '"<>`{}')
		return parts
	} else {
		for (const name of ['username', 'password', 'hostname', 'port', 'authority']) parts[name] = base[name]
		if (path === '') {
			path = base.pathname
			if (!query) parts.search = base.search
		} else if (path[0] !== '/') path = base.pathname.replace(/[^/]*$/, '') + path
	}
	parts.pathname = withoutDots(encode(path, '')) || (special(parts.protocol) ? '/' : '')
	return parts
}

class URL {
	#parts
	#params = null
	constructor(text, base) {
		this.#parts = parse(text, base === undefined ? null : parse(base, null))
	}
	static canParse(text, base) {
		try {
			return !!new URL(text, base)
		} catch (error) {
			return false
		}
	}
	static parse(text, base) {
		return URL.canParse(text, base) ? new URL(text, base) : null
	}
	get href() {
		const p = this.#parts
		const login = p.username || p.password ? p.username + (p.password ? ':' + p.password : '') + '@' : ''
		return p.protocol + (p.authority ? '//' + login + this.host : '') + p.pathname + p.search + p.hash
	}
	set href(text) {
		this.#parts = parse(text, null)
		this.#params = null
	}
	get origin() {
		const p = this.#parts
		return special(p.protocol) && p.protocol !== 'file:' ? p.protocol + '//' + this.host : 'null'
	}
	get host() {
		return this.#parts.hostname + (this.#parts.port ? ':' + this.#parts.port : '')
	}
	set host(text) {
		parseAuthority(this.#parts, String(text), text)
	}
	get port() {
		return this.#parts.port
	}
	set port(value) {
		this.#parts.port = String(value) === defaultPorts[this.#parts.protocol] ? '' : String(value)
	}
	get protocol() {
		return this.#parts.protocol
	}
	set protocol(text) {
		this.#parts.protocol = String(text).replace(/:.*$/, '').toLowerCase() + ':'
	}
	get search() {
		return this.#parts.search
	}
	set search(text) {
		const query = String(text).replace(/^\?/, '')
		this.#parts.search = query ? encode('?' + query, '?{}`') : ''
		this.#params = null
	}
	get hash() {
		return this.#parts.hash
	}
	set hash(text) {
		const fragment = String(text).replace(/^#/, '')
		this.#parts.hash = fragment ? encode('#' + fragment, '#{}?') : ''
	}
	get pathname() {
		return this.#parts.pathname
	}
	set pathname(text) {
		const path = encode(text, '')
		this.#parts.pathname = withoutDots(path[0] === '/' ? path : '/' + path)
	}
	get hostname() {
		return this.#parts.hostname
	}
	set hostname(text) {
		this.#parts.hostname = String(text).toLowerCase()
	}
	get username() {
		return this.#parts.username
	}
	set username(text) {
		this.#parts.username = encodeURIComponent(text)
	}
	get password() {
		return this.#parts.password
	}
	set password(text) {
		this.#parts.password = encodeURIComponent(text)
	}
	get searchParams() {
		if (!this.#params) {
			this.#params = new URLSearchParams(this.#parts.search, (text) => {
				this.#parts.search = text ? '?' + text : ''
			})
		}
		return this.#params
	}
	toString() {
		return this.href
	}
	toJSON() {
		return this.href
	}
}

for (const type of [URL, URLSearchParams]) {
	Object.defineProperty(globalThis, type.name, { value: type, writable: true, configurable: true })
}
